import { json, type Call } from '../kernel/call';
import { authorize } from '../oauth/authorize';
import { staffAccounts, type Platform, type Sandbox } from '../platform';
import { ZOOM_OPERATIONS, zoomApi } from './api';
import { download } from './download';
import { zoomFailure } from './failure';
import { zoomUserId } from './model';
import { askZoom, zoomRevoke, zoomToken } from './oauth';
import { seedZoom } from './seed';
import { ZOOM_EVENTS, zoomEvent } from './webhook';

async function handle(call: Call, sandbox: Sandbox): Promise<Response> {
  if (call.host === 'api.zoom.us' && call.path.startsWith('/v2/')) return zoomApi(call, sandbox);
  if (call.host === 'zoom.us') {
    if (call.path === '/oauth/authorize') return authorize(call, sandbox, zoom, askZoom(call, sandbox));
    if (call.path === '/oauth/token') return zoomToken(call, sandbox);
    if (call.path === '/oauth/revoke') return zoomRevoke(call, sandbox);
    if (call.path.startsWith('/rec/download/')) return download(call, sandbox);
  }
  const own = ['/oauth/authorize', '/oauth/token', '/oauth/revoke', '/rec/download/{token}'];
  return json({ error: 'not_simulated', simulated: { 'zoom.us': own, 'api.zoom.us': ZOOM_OPERATIONS } }, 404);
}

export const zoom: Platform = {
  id: 'zoom',
  title: 'Zoom',
  hosts: ['zoom.us', 'api.zoom.us'],
  version: 1,
  accounts: () => staffAccounts(zoomUserId),
  seed: seedZoom,
  handle,
  failure: zoomFailure,
  eventTypes: ZOOM_EVENTS,
  event: zoomEvent,
};
