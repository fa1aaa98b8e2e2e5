import { bearer, bodyText, contentType, isObject, json, parseJson, type Call, type JsonObject } from '../kernel/call';
import { randomText, toBase64, utf8 } from '../kernel/crypto';
import { Router } from '../kernel/router';
import { type Sandbox } from '../platform';
import { fullName, person, type PersonKey } from '../world/people';
import { isoSeconds } from '../world/time';
import { refuse } from './failure';
import { FOLDERS, granolaId, Notebook, type StoredNote } from './model';
import { GRANOLA_EVENTS } from './webhook';

interface Context {
  sandbox: Sandbox;
  notebook: Notebook;
  me: PersonKey;
}

/** A note with more than so many lines does not come with its transcript. */
const LONG_LINES = 400;

const router = new Router<Context>({
  'GET /v1/notes': (call, _, { notebook, me }) => {
    const size = pageSize(call, 10, 30);
    const found = notebook.of(me).filter(within(call));
    const { page, ...rest } = paged(call, found, size);
    return json({ notes: page.map((note) => noteShape(note)), ...rest });
  },
  'GET /v1/notes/:id': (call, { id = '' }, { notebook, me }) => {
    const note = notebook.notes.get(me, id) ?? refuse(404, 'Note not found');
    const include = call.query.get('include');
    if (include !== null && include !== 'transcript') return refuse(400, 'include must be transcript');
    if (include === null) return json(noteShape(note));
    if (note.transcript.length > LONG_LINES) return refuse(413, 'Note is too large');
    return json({ ...noteShape(note), transcript: transcriptOf(note) });
  },
  'GET /v1/notes/:id/transcript': (call, { id = '' }, { notebook, me }) => {
    const note = notebook.notes.get(me, id) ?? refuse(404, 'Note not found');
    const { page, ...rest } = paged(call, transcriptOf(note), pageSize(call, 50, 100));
    return json({ transcript: page, ...rest });
  },
  'GET /v1/folders': () => json({ folders: FOLDERS.map((folder) => ({ object: 'folder', ...folder })) }),
  'POST /v1/webhook-endpoints': (call, _, { notebook, me }) => {
    const { url, events, scopes } = readBody(call);
    if (typeof url !== 'string' || !/^https?:\/\//.test(url)) return refuse(400, 'url must be an address');
    const known = (events: unknown): events is string[] =>
      Array.isArray(events) && events.length > 0 && events.every((one) => GRANOLA_EVENTS.includes(one as never));
    if (!known(events)) return refuse(400, `events must be some of ${GRANOLA_EVENTS.join(', ')}`);
    if (!Array.isArray(scopes) || scopes.length === 0) return refuse(400, 'scopes must name at least one');
    const id = granolaId('whe', `${me}:${notebook.sandbox.store.next('granola:endpoint')}`);
    const secret = `whsec_${toBase64(utf8(randomText(24)))}`;
    notebook.endpoints.put(me, id, { id, owner: me, url, events, secret });
    return json({ id, object: 'webhook_endpoint', url, events, status: 'enabled', signing_secret: secret }, 201);
  },
  'GET /v1/webhook-endpoints/:id': (_, { id = '' }, { notebook, me }) => {
    const { url, events } = notebook.endpoints.get(me, id) ?? refuse(404, 'Webhook endpoint not found');
    return json({ id, object: 'webhook_endpoint', url, events, status: 'enabled' });
  },
  'DELETE /v1/webhook-endpoints/:id': (_, { id = '' }, { notebook, me }) =>
    notebook.endpoints.delete(me, id) ? new Response(null, { status: 204 }) : refuse(404, 'Webhook endpoint not found'),
});

export function granolaApi(call: Call, sandbox: Sandbox): Response | Promise<Response> {
  const match = router.match(call.method, call.path);
  if (match === undefined) return refuse(404, 'Not found');
  if (match === 'method') return refuse(405, 'Method not allowed');
  const key = sandbox.tokens.find('granola', bearer(call.headers) ?? '', 'access');
  if (key === undefined || sandbox.tokens.state(key) !== 'live') return refuse(401, 'Invalid API key');
  const taken = sandbox.limits.take(`granola:${key.token}`, { capacity: 25, perSecond: 5 });
  if (!taken.ok) return refuse(429, 'Too many requests', { 'retry-after': String(Math.ceil(taken.retryAfter)) });
  return match.handler(call, match.params, { sandbox, notebook: new Notebook(sandbox), me: key.person });
}

function noteShape(note: StoredNote): JsonObject {
  const owner = person(note.owner);
  return {
    id: note.id,
    object: 'note',
    title: note.title,
    owner: { name: fullName(owner), email: owner.email },
    created_at: isoSeconds(note.created),
    updated_at: isoSeconds(note.updated),
    calendar_event: {
      event_title: note.title,
      invitees: note.attendees.map(({ email }) => ({ email })),
      organiser: owner.email,
      calendar_event_id: `cal_${note.id.slice(4)}`,
      scheduled_start_time: isoSeconds(note.start),
      scheduled_end_time: isoSeconds(note.end),
    },
    attendees: note.attendees,
    folder_membership: FOLDERS.filter(({ id }) => note.folders.includes(id)).map((folder) => ({
      object: 'folder',
      ...folder,
    })),
    summary_text: note.summary.text,
    summary_markdown: note.summary.markdown,
  };
}

/** Granola hears two sources: the microphone of whoever took the note, and the loudspeaker. */
const transcriptOf = ({ transcript }: StoredNote): JsonObject[] =>
  transcript.map(({ mine, text, start, end }) => ({
    speaker: { source: mine ? 'microphone' : 'speaker' },
    text,
    start_time: isoSeconds(start),
    end_time: isoSeconds(end),
  }));

function within(call: Call): (note: StoredNote) => boolean {
  const at = (name: string): number | undefined => {
    const text = call.query.get(name);
    if (text === null) return undefined;
    const value = Date.parse(text);
    return Number.isNaN(value) ? refuse(400, `${name} must be a date`) : value;
  };
  const [after, before, updated] = [at('created_after'), at('created_before'), at('updated_after')];
  const folder = call.query.get('folder_id');
  return (note) =>
    (after === undefined || note.created >= after) &&
    (before === undefined || note.created < before) &&
    (updated === undefined || note.updated > updated) &&
    (folder === null || note.folders.includes(folder));
}

function pageSize(call: Call, usual: number, most: number): number {
  const text = call.query.get('page_size');
  if (text === null) return usual;
  const size = Number(text);
  return Number.isInteger(size) && size >= 1 && size <= most ? size : refuse(400, `page_size must be 1 to ${most}`);
}

function paged<T>(
  call: Call,
  items: readonly T[],
  size: number,
): { page: T[]; hasMore: boolean; cursor: string | null } {
  const text = call.query.get('cursor');
  const start = text === null ? 0 : Number(/^c(\d{1,9})$/.exec(text)?.[1] ?? refuse(400, 'cursor is invalid'));
  const end = start + size;
  const hasMore = end < items.length;
  return { page: items.slice(start, end), hasMore, cursor: hasMore ? `c${end}` : null };
}

function readBody(call: Call): JsonObject {
  const parsed = contentType(call.headers) === 'application/json' ? parseJson(bodyText(call)) : undefined;
  return isObject(parsed) ? parsed : refuse(400, 'The body must be a JSON object');
}
