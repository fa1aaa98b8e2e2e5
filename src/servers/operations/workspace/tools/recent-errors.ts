import { z } from 'zod';
import { defineTool } from '../../../../core/define-tool';
import { ERROR_KINDS, turnOf } from '../../../../core/errors';
import { cursorParam, limitParam, pageOf, toPage } from '../../../../core/page';
import { integrationId } from '../schema';

const error = z.object({
  id: z.string(),
  at: z.string(),
  kind: z.string(),
  turn: z.string().describe('Who has to act.'),
  platform: z.string(),
  integrationId: z.string(),
  call: z.string().optional().describe('Method and path.'),
  status: z.number().optional(),
  code: z.string().optional().describe('The platform’s.'),
  reference: z.string(),
});

/** A platform's error code as it may be shown; anything longer or odder is not one. */
const CODE = /^[\w.:-]{1,60}$/;

export const recentErrors = defineTool({
  name: 'recent_errors',
  title: 'Recent errors',
  description:
    'List calls to platforms that failed, newest first: what was called, the kind of error, and whose turn it is (seneschal and platform: it heals by itself; owner: connect again; operator: settings; caller: other arguments).',
  input: z.strictObject({
    id: integrationId.optional().describe('Only of this integration.'),
    kind: z.enum(ERROR_KINDS).optional().describe('Only of this kind.'),
    limit: limitParam,
    cursor: cursorParam,
  }),
  output: pageOf(error),
  effect: 'read',
  openWorld: false,
  scopes: ['workspace:read'],
  handler: async (input, context) => {
    const { items, nextCursor } = await context.workspace().errors(input);
    const errors = items.map((item) => ({
      id: item.id,
      at: item.at,
      kind: item.kind,
      turn: turnOf(item.kind),
      platform: item.platform,
      integrationId: item.integrationId,
      ...(item.call !== null && { call: item.call }),
      ...(item.status !== null && { status: item.status }),
      ...(item.code !== null && CODE.test(item.code) && { code: item.code }),
      reference: item.reference,
    }));
    return toPage(errors, nextCursor);
  },
});
