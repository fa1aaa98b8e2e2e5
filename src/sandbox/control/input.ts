import { type z } from 'zod';
import { bodyText, contentType, isObject, parseJson, type Call, type JsonObject } from '../kernel/call';
import { type Account, type Platform } from '../platform';

/** An input the control API does not take; it names the member. */
export class BadInput extends Error {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}

export function problem(status: number, title: string, detail: string, field?: string): Response {
  const body = {
    type: 'about:blank',
    title,
    status,
    detail,
    ...(field ? { errors: [{ field, message: detail }] } : {}),
  };
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } });
}

export const isForm = (call: Call): boolean => contentType(call.headers) === 'application/x-www-form-urlencoded';

const NUMBERS = ['times', 'status', 'delay_ms', 'skew_s', 'offset_s'];
const FLAGS = ['cut_body', 'hang', 'duplicate', 'tamper', 'enabled'];
const JSON_OR_TEXT = ['body', 'data', 'headers'];

/** A form of the control page says everything in texts; the same call in JSON says it with types. */
function fromForm(text: string): JsonObject {
  const out: JsonObject = {};
  for (const [name, value] of new URLSearchParams(text)) {
    if (name === '_method' || value.trim() === '') continue;
    if (NUMBERS.includes(name)) out[name] = Number(value);
    else if (FLAGS.includes(name)) out[name] = value === 'on' || value === 'true';
    else out[name] = JSON_OR_TEXT.includes(name) ? (parseJson(value) ?? value) : value.trim();
  }
  return out;
}

export function read<T>(call: Call, schema: z.ZodType<T>): T {
  const text = bodyText(call);
  const given = isForm(call) ? fromForm(text) : text.trim() === '' ? {} : parseJson(text);
  if (!isObject(given)) throw new BadInput('body', 'Send a JSON object.');
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const field = unknown ?? issue?.path.join('.') ?? 'body';
  throw new BadInput(field, `${field}: ${issue?.message ?? 'invalid'}`);
}

/** A fictional person by address, name, short name or the platform's id; the first one when nobody is named. */
export function accountOf(platform: Platform, given: string | undefined): Account {
  const accounts = platform.accounts();
  const wanted = given?.trim().toLowerCase();
  const found =
    wanted === undefined
      ? accounts[0]
      : accounts.find(({ email, name, person, id }) =>
          [email, name, person, id].some((text) => text.toLowerCase() === wanted),
        );
  if (found) return found;
  const names = accounts.map(({ email }) => email).join(', ');
  throw new BadInput('account', `account: nobody on ${platform.title} is called that. There are: ${names}.`);
}
