import { toBase64, utf8 } from '../kernel/crypto';
import { digitsId } from '../kernel/ids';
import { buildMime, formatAddress } from '../kernel/mime/build';
import { encodeWords } from '../kernel/mime/words';
import { type Delivery, type EventRequest, type Sandbox } from '../platform';
import { fullName, person } from '../world/people';
import { signJwt } from './google-key';
import { Mailbox } from './mailbox';
import { googleSub } from './oauth';
import { dateHeader } from './seed';

export const GMAIL_EVENTS = ['message'] as const;

/** Whom the push subscription of the sandbox signs as. */
const PUSH_ACCOUNT = 'gmail-push@sandbox.example';
const TOKEN_LIFE_S = 3_600;

const textOf = (value: unknown, fallback: string): string => (typeof value === 'string' && value ? value : fallback);

/**
 * A Pub/Sub push. `data` may describe the new mail (`from`, `subject`, `text`) and may override what the notification says
 * (`emailAddress`, `historyId`, `messageId`).
 */
export function gmailEvent(request: EventRequest, sandbox: Sandbox): Delivery {
  const { account, data, forged, target, skew } = request;
  const box = new Mailbox(sandbox, account.person);
  if (!forged) receive(box, account.email, data);
  const notification = {
    emailAddress: data.emailAddress ?? account.email,
    historyId: data.historyId ?? box.historyId(),
  };
  const messageId = textOf(data.messageId, digitsId(`gmail:push:${sandbox.store.next('gmail:push')}`, 16));
  const publishTime = new Date(sandbox.now()).toISOString();
  const message = {
    data: toBase64(utf8(JSON.stringify(notification))),
    messageId,
    message_id: messageId,
    publishTime,
    publish_time: publishTime,
  };
  const iat = Math.floor(sandbox.now() / 1000) + skew;
  const claims = {
    iss: 'https://accounts.google.com',
    aud: target,
    azp: googleSub(account.person),
    sub: digitsId('gmail:push-account', 21),
    email: PUSH_ACCOUNT,
    email_verified: true,
    iat,
    exp: iat + TOKEN_LIFE_S,
  };
  return {
    body: JSON.stringify({ message, subscription: 'projects/sandbox/subscriptions/gmail-push' }),
    contentType: 'application/json',
    headers: async () => ({
      'user-agent': 'APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)',
      authorization: `Bearer ${await signJwt(sandbox.store, claims)}`,
    }),
    signedBy: 'authorization',
  };
}

function receive(box: Mailbox, to: string, data: Record<string, unknown>): void {
  const ruth = person('ruth');
  const date = box.sandbox.now();
  const raw = buildMime({
    headers: [
      ['From', textOf(data.from, formatAddress(fullName(ruth), ruth.email))],
      ['To', to],
      ['Subject', encodeWords(textOf(data.subject, 'One more thing'))],
      ['Date', dateHeader(date)],
      ['Message-ID', `<${crypto.randomUUID()}@mail.brackwater.example>`],
    ],
    text: textOf(data.text, 'Could you call me before the review?\n\nRuth'),
    seed: 'event',
  });
  box.add({ raw, labels: ['INBOX', 'UNREAD', 'CATEGORY_PERSONAL'], date });
}
