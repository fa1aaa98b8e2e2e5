import { z } from 'zod';
import { untrusted } from '../../core/untrusted';

export const channelId = z
  .string()
  .regex(/^[CDG][A-Z0-9]{2,20}$/, 'must be a conversation id such as C024BE91L')
  .describe('Conversation id, from list_channels or open_conversation.');

export const userId = z
  .string()
  .regex(/^[UW][A-Z0-9]{2,20}$/, 'must be a user id such as U012AB3CD')
  .describe('User id, from list_users.');

export const timestamp = z
  .string()
  .regex(/^\d{1,12}\.\d{1,6}$/, 'must be a message timestamp such as 1763709600.000100')
  .describe('The message’s ts, such as 1763709600.000100.');

export const emojiName = z
  .string()
  .regex(/^[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?$/, 'must be an emoji name without colons')
  .describe('Emoji name without colons, such as thumbsup.');

export const messageText = z
  .string()
  .min(1)
  .max(40_000)
  .describe('Text in Slack’s mrkdwn: *bold*, _italic_, <https://example.com|link>, <@U012AB3CD> to mention.');

/** A message as Slack sends it; only what we map is named. */
export const slackMessage = z.object({
  ts: z.string(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  username: z.string().optional(),
  text: z.string().optional(),
  thread_ts: z.string().optional(),
  reply_count: z.number().optional(),
  edited: z.object({}).optional(),
  reactions: z.array(z.object({ name: z.string(), count: z.number() })).optional(),
  files: z
    .array(
      z.object({
        id: z.string().optional(),
        name: z.string().nullish(),
        mimetype: z.string().optional(),
        mode: z.string().optional(),
      }),
    )
    .optional(),
});

/** A message as our tools answer it. */
export const message = z.object({
  ts: z.string(),
  at: z.string(),
  user: z.string().optional(),
  userName: untrusted('Name of an app.').optional(),
  text: untrusted('mrkdwn.'),
  threadTs: z.string().optional(),
  replies: z.number().optional(),
  edited: z.boolean().optional(),
  reactions: z.array(z.object({ name: z.string(), count: z.number() })).optional(),
  files: z.array(z.object({ id: z.string(), name: untrusted('File name.'), type: z.string() })).optional(),
});

export const toIso = (ts: string): string => new Date(Math.floor(Number(ts) * 1000)).toISOString();

export function toMessage(raw: z.output<typeof slackMessage>): z.input<typeof message> {
  const author = raw.user ?? raw.bot_id;
  // A deleted file leaves a tombstone behind, with nothing to go on with.
  const files = raw.files?.flatMap(({ id, name, mimetype, mode }) =>
    id === undefined || mode === 'tombstone' ? [] : [{ id, name: name ?? '', type: mimetype ?? '' }],
  );
  return {
    ts: raw.ts,
    at: toIso(raw.ts),
    text: raw.text ?? '',
    ...(author !== undefined && { user: author }),
    ...(raw.username && { userName: raw.username }),
    ...(raw.thread_ts !== undefined && { threadTs: raw.thread_ts }),
    ...(raw.reply_count !== undefined && { replies: raw.reply_count }),
    ...(raw.edited !== undefined && { edited: true }),
    ...(raw.reactions !== undefined && { reactions: raw.reactions.map(({ name, count }) => ({ name, count })) }),
    ...(files !== undefined && files.length > 0 && { files }),
  };
}

/** The answer of everything that leaves a message behind. */
export const posted = z.object({ channel: z.string(), ts: z.string(), at: z.string() });

export const toPosted = (answer: { channel: string; ts: string }): z.input<typeof posted> => ({
  channel: answer.channel,
  ts: answer.ts,
  at: toIso(answer.ts),
});
