import { type z } from 'zod';
import { toMailbox } from '../../core/mail-address';
import { type PlatformApi } from '../../core/platform-call';
import { fetchMessage } from './mailbox';
import { messageIds, textHeader } from './message';
import { toRaw } from './mime';
import { type composition, type GmailMessage } from './schema';

type Composition = z.output<z.ZodObject<typeof composition>>;

/** Where in a conversation a message belongs. */
export interface Place {
  threadId: string;
  inReplyTo?: string | undefined;
  references: string[];
  /** The subject an answer has here. */
  subject: string;
}

/** Longer histories lose their middle: the first and the latest identifiers are what programs thread by. */
const MOST_REFERENCES = 50;

/**
 * The place of an answer to `original`: its thread, its identifier as In-Reply-To, its references and itself as References.
 * @see RFC 5322 section 3.6.4
 */
export function answerTo(original: GmailMessage): Place {
  const { payload, threadId } = original;
  const [inReplyTo] = messageIds(payload, 'Message-ID');
  const known = messageIds(payload, 'References');
  const before = known.length > 0 ? known : messageIds(payload, 'In-Reply-To').slice(0, 1);
  const all = [...before.filter((id) => id !== inReplyTo), ...(inReplyTo === undefined ? [] : [inReplyTo])];
  const references = all.length <= MOST_REFERENCES ? all : [...all.slice(0, 1), ...all.slice(1 - MOST_REFERENCES)];
  return { threadId, inReplyTo, references, subject: answerSubject(textHeader(payload, 'Subject')) };
}

/** “Re:” once, also where the original was answered in German, Swedish or Polish before. */
const answerSubject = (subject: string): string =>
  (/^(re|aw|sv|odp)(\[\d+\])?:/i.test(subject) ? subject : `Re: ${subject}`).trim().slice(0, 900).toWellFormed();

/** The place of an answer to the message with this id; undefined where there is none to answer. */
export async function placeOf(api: PlatformApi, replyTo: string | undefined): Promise<Place | undefined> {
  return replyTo === undefined ? undefined : answerTo(await fetchMessage(api, replyTo, 'metadata'));
}

/** The place a draft has already: what it answers stays, and its subject unless there is a new one. */
export function placeOfDraft({ payload, threadId }: GmailMessage): Place {
  const [inReplyTo] = messageIds(payload, 'In-Reply-To');
  return {
    threadId,
    inReplyTo,
    references: messageIds(payload, 'References'),
    subject: textHeader(payload, 'Subject'),
  };
}

/** A message in the form Gmail takes, and the subject it has. */
export function compose(
  input: Composition,
  place: Place | undefined,
): { message: { raw: string; threadId?: string }; subject: string } {
  const subject = input.subject ?? place?.subject ?? '';
  const raw = toRaw({
    to: input.to.map(toMailbox),
    cc: input.cc.map(toMailbox),
    bcc: input.bcc.map(toMailbox),
    subject,
    text: input.body,
    html: input.html,
    inReplyTo: place?.inReplyTo,
    references: place?.references,
  });
  return { message: { raw, ...(place !== undefined && { threadId: place.threadId }) }, subject };
}
