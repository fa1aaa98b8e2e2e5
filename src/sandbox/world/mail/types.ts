import { type PersonKey } from '../people';
import { type At } from '../time';

/** Somebody of the cast, or a stranger. */
export type Party = PersonKey | { name: string; email: string };

export interface Mail {
  key: string;
  from: Party;
  to: readonly Party[];
  cc?: readonly Party[];
  at: At;
  text: string;
  /** Sent as HTML too, as most mail programs do. */
  html?: boolean;
  /** Repeats the mail before it below the answer. */
  quote?: boolean;
  attachment?: { filename: string; mimeType: string; text: string };
  unread?: readonly PersonKey[];
  starred?: readonly PersonKey[];
  important?: boolean;
  /** Read, filed and out of the inbox. */
  archived?: readonly PersonKey[];
  spam?: boolean;
  newsletter?: boolean;
}

export interface MailThread {
  key: string;
  subject: string;
  /** Labels people filed the thread under. */
  labels?: readonly string[];
  mails: readonly Mail[];
}

export interface MailDraft {
  owner: PersonKey;
  thread?: string;
  to: readonly Party[];
  subject: string;
  text: string;
  at: At;
}
