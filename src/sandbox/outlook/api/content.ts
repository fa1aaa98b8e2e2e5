import { isObject, type JsonObject } from '../../kernel/call';
import { refuse } from '../failure';
import { type Address, type StoredMessage } from '../mailbox';

const IMPORTANCE = ['low', 'normal', 'high'] as const;
const MOST_RECIPIENTS = 500;

const bad = (name: string): never =>
  refuse(400, 'RequestBodyRead', `Cannot convert the value of the property '${name}' to its expected type.`);

const invalid = (): never => refuse(400, 'ErrorInvalidRecipients', "At least one recipient isn't valid.");

export function recipientsIn(value: unknown, name: string): Address[] {
  if (!Array.isArray(value)) return bad(name);
  if (value.length > MOST_RECIPIENTS) return refuse(400, 'ErrorTooManyRecipients', 'There are too many recipients.');
  return value.map((item: unknown) => {
    const email = isObject(item) && isObject(item.emailAddress) ? item.emailAddress : bad(name);
    const { address, name: shown } = email;
    if (typeof address !== 'string' || !/^[^\s@<>]+@[^\s@<>]+$/.test(address)) return invalid();
    return { address, name: typeof shown === 'string' && shown ? shown : address };
  });
}

function contentIn(value: unknown): Pick<StoredMessage, 'text' | 'unique'> & { html?: string } {
  const { contentType = 'text', content = '' } = isObject(value) ? value : bad('body');
  if (typeof content !== 'string') return bad('body');
  if (String(contentType).toLowerCase() !== 'html') return { text: content, unique: content };
  const text = content
    .replace(/<br\s*\/?>|<\/(p|div|li|tr)>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&amp;', '&')
    .trim();
  return { text, unique: text, html: content };
}

const LISTS = { toRecipients: 'to', ccRecipients: 'cc', bccRecipients: 'bcc' } as const;
/** Properties that can be changed of a message that went out, too; the others of drafts alone. */
const ALWAYS = ['isRead', 'categories', 'flag', 'importance', 'inferenceClassification'];
const WRITABLE = [...ALWAYS, 'subject', 'body', 'replyTo', ...Object.keys(LISTS)];

/** What a body changes of a message. */
export function changesIn(body: JsonObject, draft: boolean): Partial<StoredMessage> {
  const changes: Partial<StoredMessage> = {};
  for (const [name, value] of Object.entries(body)) {
    if (name.startsWith('@')) continue;
    if (!WRITABLE.includes(name)) {
      refuse(400, 'RequestBodyRead', `The property '${name}' does not exist on type 'microsoft.graph.message'.`);
    }
    if (!draft && !ALWAYS.includes(name)) {
      refuse(400, 'ErrorInvalidPropertySet', `Set action is invalid for property '${name}': the message is no draft.`);
    }
    Object.assign(changes, changeOf(name, value));
  }
  return changes;
}

function changeOf(name: string, value: unknown): Partial<StoredMessage> {
  if (name in LISTS) return { [LISTS[name as keyof typeof LISTS]]: recipientsIn(value, name) };
  switch (name) {
    case 'subject':
      return typeof value === 'string' ? { subject: value } : bad(name);
    case 'body':
      return contentIn(value);
    case 'isRead':
      return typeof value === 'boolean' ? { read: value } : bad(name);
    case 'importance':
      return { importance: IMPORTANCE.find((known) => known === String(value).toLowerCase()) ?? bad(name) };
    case 'categories':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
        ? { categories: value }
        : bad(name);
    case 'flag':
      return isObject(value) ? { flagged: String(value.flagStatus).toLowerCase() === 'flagged' } : bad(name);
    default:
      return {};
  }
}
