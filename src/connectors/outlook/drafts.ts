import { z } from 'zod';
import { type ErrorKind, invalidRequest, SeneschalError } from '../../core/errors';
import { path } from '../../core/path';
import { type PlatformApi } from '../../core/platform-call';
import { read, write } from './client';
import { type answering, type composition, graphMessage, type GraphMessage, toRecipients } from './schema';

type Composition = z.output<z.ZodObject<typeof composition>>;
type Answering = z.output<z.ZodObject<typeof answering>>;

/** The parts of a message that were given. Recipients that were not stay what they are. */
function partsOf({ subject, body, format, to, cc, bcc }: Composition): Record<string, unknown> {
  return {
    ...(subject !== undefined && { subject }),
    body: { contentType: format, content: body },
    ...(to.length > 0 && { toRecipients: toRecipients(to) }),
    ...(cc.length > 0 && { ccRecipients: toRecipients(cc) }),
    ...(bcc.length > 0 && { bccRecipients: toRecipients(bcc) }),
  };
}

/** Saves a draft; as an answer in its conversation where there is something to answer. */
export function saveDraft(api: PlatformApi, input: Composition & Answering): Promise<GraphMessage> {
  const { reply_to_message_id: answered, reply_to_all: all, ...written } = input;
  const parts = partsOf(written);
  if (answered !== undefined) {
    const to = all ? path`/me/messages/${answered}/createReplyAll` : path`/me/messages/${answered}/createReply`;
    return write(api, to, { message: parts }, graphMessage);
  }
  if (all) throw invalidRequest('reply_to_all: only with reply_to_message_id, the message to reply to.');
  return write(api, path`/me/messages`, parts, graphMessage);
}

export async function changeDraft(api: PlatformApi, id: string, input: Composition): Promise<GraphMessage> {
  await requireDraft(api, id);
  await write(api, path`/me/messages/${id}`, partsOf(input), z.unknown(), 'PATCH');
  return readHead(api, id);
}

/** @throws {SeneschalError} `invalid_request` where it went out already: Outlook would change a message in the mailbox silently. */
async function requireDraft(api: PlatformApi, id: string): Promise<void> {
  const { isDraft } = await readHead(api, id);
  if (isDraft === false) throw invalidRequest('message_id: that message is no draft. Save another with create_draft.');
}

/** What is told of a message after a change. */
export const readHead = (api: PlatformApi, id: string): Promise<GraphMessage> =>
  read(api, path`/me/messages/${id}`, graphMessage, {
    query: { $select: 'id,subject,isDraft,toRecipients,ccRecipients,bccRecipients,webLink' },
  });

/** Failures after which nobody knows whether the message went out. */
const UNCONFIRMED: readonly ErrorKind[] = ['timeout', 'network', 'provider_unavailable', 'invalid_response'];

/**
 * Sends a draft, once. Graph answers 202 and sends by and by; the message keeps its id. Where the answer is lost, the message itself
 * tells what became of it.
 * @throws {SeneschalError} as Outlook refuses, or of a kind in `UNCONFIRMED` saying where to look.
 */
export async function sendDraft(api: PlatformApi, id: string): Promise<void> {
  try {
    await write(api, path`/me/messages/${id}/send`, undefined, z.unknown());
  } catch (error) {
    const failure = SeneschalError.from(error);
    if (!UNCONFIRMED.includes(failure.kind)) throw error;
    if (await wentOut(api, id)) return;
    const { message: _, ...known } = failure.toFailure();
    const advice = `Outlook did not confirm the sending. The message is saved with the id ${id}: get_message shows whether it is still a draft, and send_draft sends one that is.`;
    throw SeneschalError.fromFailure({ ...known, message: advice });
  }
}

/** False also where Outlook does not tell: whoever asked has to look again. */
async function wentOut(api: PlatformApi, id: string): Promise<boolean> {
  try {
    return (await readHead(api, id)).isDraft === false;
  } catch {
    return false;
  }
}

/** @throws {SeneschalError} `invalid_request` where the message would go to nobody or has no subject of its own. */
export function requireSendable(input: Composition & Answering): void {
  if (input.reply_to_message_id !== undefined) return;
  if (input.to.length + input.cc.length + input.bcc.length === 0)
    throw invalidRequest('Give at least one recipient in to, cc or bcc.');
  if (input.subject === undefined) throw invalidRequest('subject: give one; only a reply takes it from its original.');
}
