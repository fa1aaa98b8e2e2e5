import { z } from 'zod';
import { defineTool } from '../../../../core/define-tool';
import { invalidRequest } from '../../../../core/errors';
import { cursorParam, limitParam, pageOf, toPage } from '../../../../core/page';
import { untrusted } from '../../../../core/untrusted';
import { type FoundRecords } from '../../../../core/workspace-port';
import { RECORD_KINDS } from '../../../../core/sync';
import { recordKind } from '../schema';

const DAY_MS = 86_400_000;

const moment = z
  .string()
  .max(35)
  .refine(
    (text) => timeOf(text) !== undefined,
    'must be a day such as 2026-11-21 or a time such as 2026-11-21T09:00:00Z',
  );

const record = z.object({
  kind: z.string(),
  platform: z.string(),
  at: z.string(),
  title: untrusted('Title.'),
  snippet: untrusted('Part.'),
  people: untrusted('Who.'),
  link: z.string().optional(),
  ids: z.record(z.string(), z.string()),
});

export const searchRecords = defineTool({
  name: 'search_records',
  title: 'Search',
  description:
    'Search what is synced of all platforms: words, "phrases", -without. ids are arguments for the platform’s tools.',
  input: z.strictObject({
    query: z.string().trim().max(500).optional().describe('Empty: everything.'),
    kinds: z.array(recordKind).max(5).optional().describe(RECORD_KINDS.join(' ')),
    platforms: z.array(z.string().max(31)).max(9).optional().describe('Only these.'),
    people: z.array(z.string().max(99)).max(5).optional().describe('All take part.'),
    from: moment.optional().describe('Day (UTC) or time.'),
    to: moment.optional().describe('Last day or time.'),
    newest_first: z.boolean().optional().describe('Not the best.'),
    limit: limitParam,
    cursor: cursorParam,
  }),
  output: pageOf(record).extend({ note: z.string().optional(), searched: z.string() }),
  effect: 'read',
  openWorld: false,
  scopes: ['workspace:read'],
  handler: async (
    { query = '', kinds = [], platforms = [], people = [], from, to, newest_first: newest, limit, cursor },
    context,
  ) => {
    const [first, last] = [timeOf(from), timeOf(to, true)];
    if (first !== undefined && last !== undefined && first >= last) throw invalidRequest('from lies after to.');
    const asked = { query, kinds, platforms, people, from: first, to: last, limit, cursor };
    const found = await context.workspace().search({ ...asked, order: newest === true ? 'newest' : 'relevance' });
    const items = found.items.map((item) => ({
      kind: item.kind,
      platform: item.platform,
      at: item.at,
      title: item.title,
      snippet: item.snippet,
      people: named(item.people),
      ids: { account: item.integrationId, ...item.ids },
      ...(item.link !== null && { link: item.link }),
    }));
    return {
      ...toPage(items, found.nextCursor),
      ...noteOf(found),
      searched: found.searched
        .map(({ platform, resource, syncedAt }) => `${platform} ${resource} until ${syncedAt ?? 'now incomplete'}`)
        .join('; '),
    };
  },
});

/** People of a record beyond which only the number is told. */
const MOST_NAMED = 10;

const named = (people: readonly string[]): string =>
  people.length <= MOST_NAMED
    ? people.join('; ')
    : `${people.slice(0, MOST_NAMED).join('; ')}; and ${people.length - MOST_NAMED} more`;

const NOTHING =
  'Nothing is synced yet. The owner of an account switches it on, on the page get_integration links to. The platforms’ own tools search without it.';
const SOME = 'No record has every word of the query. These have some, best first.';

function noteOf({ searched, matched, items }: FoundRecords): { note?: string } {
  if (searched.length === 0) return { note: NOTHING };
  return matched === 'any' && items.length > 0 ? { note: SOME } : {};
}

/** A day's first moment, or with `end` the one after its last; a time as it is. Undefined for anything else. */
function timeOf(text: string | undefined, end = false): number | undefined {
  if (text === undefined) return undefined;
  const day = /^\d{4}-\d\d-\d\d$/.test(text);
  if (!day && !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) return undefined;
  return end && day ? at + DAY_MS : at;
}
