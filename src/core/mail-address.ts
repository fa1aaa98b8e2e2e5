import { z } from 'zod';
import { invalidRequest } from './errors';

/** Somebody mail goes to or comes from. The name is empty where none is known. */
export interface Mailbox {
  name: string;
  address: string;
}

const LOCAL_PART = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** The address with its domain as the network knows it (IDNA); undefined where it is none mail can be sent to. */
function checkedAddress(text: string): string | undefined {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  const written = text.slice(at + 1);
  if (at < 1 || local.length > 64 || !LOCAL_PART.test(local) || /[\s%/?#:\\[\]]/.test(written)) return undefined;
  const domain = URL.parse(`https://${written}`)?.hostname ?? '';
  return DOMAIN.test(domain) && domain.length <= 253 ? `${local}@${domain}` : undefined;
}

/**
 * Reads one recipient, written `ada@example.com` or `Ada Lovelace <ada@example.com>`, as our own results give them. Undefined for
 * anything else, above all for several addresses in one text.
 */
export function readMailbox(text: string): Mailbox | undefined {
  // A line break in a recipient would begin a header of its own.
  if (/[\u0000-\u001f\u007f]/.test(text)) return undefined;
  const [, written = '', bracketed] = /^([^<>]*)<([^<>]*)>$/.exec(text.trim()) ?? [];
  const address = checkedAddress((bracketed ?? text).trim());
  const name = unquoted(written.trim().replace(/\s+/g, ' '));
  if (address === undefined || /@.*[,;]|[,;].*@/.test(name)) return undefined;
  return { name: name === address ? '' : name, address };
}

const unquoted = (name: string): string =>
  /^"(?:[^"\\]|\\.)*"$/.test(name) ? name.slice(1, -1).replace(/\\(.)/g, '$1').trim() : name;

/** @throws {SeneschalError} `invalid_request`, saying how a recipient is written. */
export function toMailbox(text: string): Mailbox {
  const mailbox = readMailbox(text);
  if (mailbox !== undefined) return mailbox;
  throw invalidRequest('A recipient is no e-mail address. Write ada@example.com or Ada Lovelace <ada@example.com>.');
}

/** The addresses a message goes to, as a tool takes them. */
export const recipients = (description: string) =>
  z
    .array(
      z
        .string()
        .max(320)
        .refine(
          (text) => readMailbox(text) !== undefined,
          'must be one address: ada@example.com or Ada <ada@example.com>',
        ),
    )
    .max(100)
    .default([])
    .describe(description);
