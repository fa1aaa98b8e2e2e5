import { defineServer } from '../../../core/define-server';
import { prompts } from './prompts';
import { connectLink } from './tools/connect-link';
import { getIntegration } from './tools/get-integration';
import { listEvents } from './tools/list-events';
import { listIntegrations } from './tools/list-integrations';
import { recentErrors } from './tools/recent-errors';
import { searchRecords } from './tools/search-records';
import { syncNow } from './tools/sync-now';

export const workspace = defineServer({
  id: 'workspace',
  title: 'Workspace',
  description:
    'Search what was synced from all connected platforms at once, and see how the integrations are: their state, syncs, events and errors.',
  category: 'Workspace',
  tools: [searchRecords, listIntegrations, getIntegration, syncNow, listEvents, recentErrors, connectLink],
  prompts,
});
