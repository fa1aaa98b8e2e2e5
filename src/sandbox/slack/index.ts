import { json } from '../kernel/call';
import { authorize } from '../oauth/authorize';
import { staffAccounts, type Platform } from '../platform';
import { SLACK_METHODS, slackApi } from './api';
import { slackFailure } from './failure';
import { userId } from './ids';
import { askSlack } from './oauth';
import { seedSlack } from './seed';
import { SLACK_EVENTS, slackEvent } from './webhook';

export const slack: Platform = {
  id: 'slack',
  title: 'Slack',
  hosts: ['slack.com'],
  version: 1,
  accounts: () => staffAccounts(userId),
  seed: seedSlack,
  handle: (call, sandbox) => {
    if (call.path.startsWith('/api/')) return slackApi(call, sandbox);
    if (call.path === '/oauth/v2/authorize') return authorize(call, sandbox, slack, askSlack(call, sandbox));
    return json(
      { error: 'not_simulated', simulated: ['/oauth/v2/authorize', ...SLACK_METHODS.map((m) => `/api/${m}`)] },
      404,
    );
  },
  failure: slackFailure,
  eventTypes: SLACK_EVENTS,
  event: slackEvent,
};
