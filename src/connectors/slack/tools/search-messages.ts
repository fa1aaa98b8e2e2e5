import { z } from 'zod';
import { defineTool } from '../../../core/define-tool';
import { invalidRequest } from '../../../core/errors';
import { cursorParam, limitParam, pageOf, toPage } from '../../../core/page';
import { untrusted } from '../../../core/untrusted';
import { read } from '../client';
import { toIso } from '../schema';

const answer = z.object({
  messages: z.object({
    matches: z.array(
      z.object({
        ts: z.string(),
        text: z.string().optional(),
        user: z.string().nullish(),
        username: z.string().optional(),
        permalink: z.string().optional(),
        channel: z.object({ id: z.string(), name: z.string().optional() }),
      }),
    ),
    paging: z.object({ page: z.number(), pages: z.number() }).optional(),
  }),
});

const match = z.object({
  ts: z.string(),
  at: z.string(),
  channel: z.string().describe('Conversation id.'),
  channelName: untrusted('Channel name.'),
  user: z.string().optional(),
  userName: untrusted('Who wrote it.').optional(),
  text: untrusted('Text in mrkdwn.'),
  link: z.string().optional(),
});

export const searchMessages = defineTool({
  name: 'search_messages',
  title: 'Search messages',
  description:
    'Search all messages you can see. Slack’s operators work: in:#channel, from:@name, before:2026-11-01, after:, has:link, "exact phrase", -word.',
  input: z.strictObject({
    query: z.string().trim().min(1).max(500).describe('What to search for.'),
    sort: z.enum(['relevance', 'newest', 'oldest']).default('relevance').describe('Which matches come first.'),
    limit: limitParam,
    cursor: cursorParam,
  }),
  output: pageOf(match),
  effect: 'read',
  scopes: ['slack:read'],
  handler: async ({ query, sort, limit, cursor }, context) => {
    // Slack pages its search by number, up to 100; the number is our cursor.
    const page = cursor === undefined ? 1 : Number(cursor);
    if (!Number.isInteger(page) || page < 1 || page > 100)
      throw invalidRequest('cursor: use the nextCursor of the previous answer.');
    const order =
      sort === 'relevance' ? { sort: 'score' } : { sort: 'timestamp', sort_dir: sort === 'newest' ? 'desc' : 'asc' };
    const { messages } = await read(
      context.integration(),
      'search.messages',
      { query, ...order, count: limit, page },
      answer,
    );
    const items = messages.matches.map((raw) => ({
      ts: raw.ts,
      at: toIso(raw.ts),
      channel: raw.channel.id,
      channelName: raw.channel.name ?? '',
      text: raw.text ?? '',
      ...(raw.user && { user: raw.user }),
      ...(raw.username !== undefined && { userName: raw.username }),
      ...(raw.permalink !== undefined && { link: raw.permalink }),
    }));
    const more = messages.paging !== undefined && messages.paging.pages > page && page < 100;
    return toPage(items, more ? String(page + 1) : undefined);
  },
});
