import { z } from 'zod';
import { untrusted } from '../../core/untrusted';

export const noteId = z
  .string()
  .regex(/^not_[A-Za-z0-9]{6,60}$/, 'must be a note’s id such as not_1d3tmYTlCICgjy')
  .describe('From list_notes or search_notes.');

export const folderId = z
  .string()
  .regex(/^fol_[A-Za-z0-9]{6,60}$/, 'must be a folder’s id such as fol_4y6LduVdwSKC27')
  .describe('From list_folders.');

export const moment = z
  .string()
  .max(25)
  .refine(
    (text) => /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?$/.test(text) && !Number.isNaN(Date.parse(text)),
    'must be a day such as 2026-11-21, or ISO 8601 with an offset',
  );

const person = z.object({ name: z.string().nullish(), email: z.string().nullish() });

/** A note as Granola lists it: with its summary and without its transcript. */
export const granolaNote = z.object({
  id: z.string(),
  title: z.string().nullish(),
  owner: person.nullish(),
  created_at: z.string().nullish(),
  updated_at: z.string().nullish(),
  attendees: z.array(person).nullish(),
  calendar_event: z
    .object({
      event_title: z.string().nullish(),
      scheduled_start_time: z.string().nullish(),
      scheduled_end_time: z.string().nullish(),
    })
    .nullish(),
  folder_membership: z.array(z.object({ id: z.string(), name: z.string().nullish() })).nullish(),
  summary_text: z.string().nullish(),
  summary_markdown: z.string().nullish(),
});
export type GranolaNote = z.output<typeof granolaNote>;

export const noteList = z.object({
  notes: z.array(granolaNote),
  hasMore: z.boolean().optional(),
  cursor: z.string().nullish(),
});

/** What follows in Granola's lists. */
export const nextOf = ({ hasMore, cursor }: { hasMore?: boolean | undefined; cursor?: string | null | undefined }) =>
  hasMore === true ? (cursor ?? undefined) : undefined;

export const personOf = ({ name, email }: z.output<typeof person>): string =>
  name && email ? `${name} <${email}>` : (name ?? email ?? '');

/** A note in a list. */
export const noteHead = z.object({
  id: z.string(),
  title: untrusted('Title.'),
  owner: untrusted('Whose note it is.').optional(),
  createdAt: z.string().optional(),
  startTime: z.string().optional().describe('When the meeting was planned to begin.'),
  attendees: z.array(untrusted('Who was there.')).optional(),
  folders: z.array(untrusted('A folder it lies in.')).optional(),
});

export function toHead(raw: GranolaNote): z.input<typeof noteHead> {
  const attendees = (raw.attendees ?? []).map(personOf).filter((one) => one !== '');
  const folders = (raw.folder_membership ?? []).flatMap(({ name }) => name ?? []);
  return {
    id: raw.id,
    title: titleOf(raw),
    ...(raw.owner && { owner: personOf(raw.owner) }),
    ...(raw.created_at && { createdAt: raw.created_at }),
    ...(raw.calendar_event?.scheduled_start_time && { startTime: raw.calendar_event.scheduled_start_time }),
    ...(attendees.length > 0 && { attendees }),
    ...(folders.length > 0 && { folders }),
  };
}

export const titleOf = ({ title, calendar_event: event }: GranolaNote): string =>
  title || event?.event_title || 'Untitled note';
