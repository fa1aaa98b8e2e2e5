import { json } from '../kernel/call';
import { hexId } from '../kernel/ids';
import { staffAccounts, type Platform } from '../platform';
import { granolaApi } from './api';
import { granolaFailure } from './failure';
import { seedGranola } from './seed';
import { GRANOLA_EVENTS, granolaEvent, granolaTarget } from './webhook';

export const granola: Platform = {
  id: 'granola',
  title: 'Granola',
  hosts: ['public-api.granola.ai'],
  version: 1,
  accounts: () => staffAccounts((key) => hexId(`granola:${key}`)),
  seed: seedGranola,
  handle: (call, sandbox) =>
    call.path.startsWith('/v1/') ? granolaApi(call, sandbox) : json({ error: 'not_simulated' }, 404),
  failure: (status) => granolaFailure(status),
  eventTypes: GRANOLA_EVENTS,
  event: granolaEvent,
  target: granolaTarget,
};
