import { z } from 'zod';
import { untrusted } from '../../core/untrusted';

/** A person as Slack sends them. */
export const slackUser = z.object({
  id: z.string(),
  name: z.string().optional(),
  deleted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  tz: z.string().nullish(),
  profile: z
    .object({
      real_name: z.string().optional(),
      display_name: z.string().optional(),
      email: z.string().optional(),
      title: z.string().optional(),
    })
    .optional(),
});

/** A person as our tools answer them. */
export const user = z.object({
  id: z.string(),
  name: untrusted('Handle.'),
  realName: untrusted('Full name.'),
  email: untrusted('E-mail address.').optional(),
  title: untrusted('Job title.').optional(),
  timeZone: z.string().optional(),
  bot: z.boolean(),
  deactivated: z.boolean(),
});

export function toUser(raw: z.output<typeof slackUser>): z.input<typeof user> {
  const { profile } = raw;
  return {
    id: raw.id,
    name: profile?.display_name || raw.name || '',
    realName: profile?.real_name ?? '',
    bot: raw.is_bot ?? false,
    deactivated: raw.deleted ?? false,
    ...(profile?.email && { email: profile.email }),
    ...(profile?.title && { title: profile.title }),
    ...(raw.tz && { timeZone: raw.tz }),
  };
}
