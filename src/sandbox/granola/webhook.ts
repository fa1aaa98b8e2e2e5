import { fromBase64, hmacSha256, randomText, toBase64 } from '../kernel/crypto';
import { type Account, type Delivery, type EventRequest, type Sandbox } from '../platform';
import { Notebook } from './model';

export const GRANOLA_EVENTS = ['note.generated', 'note.edited', 'note.access_granted'] as const;

/** The address an account told last. */
const endpointOf = ({ person }: Account, sandbox: Sandbox) => new Notebook(sandbox).endpoints.list(person).at(-1);

export const granolaTarget = (account: Account, sandbox: Sandbox): string | undefined =>
  endpointOf(account, sandbox)?.url;

export function granolaEvent({ type, account, data, skew }: EventRequest, sandbox: Sandbox): Delivery {
  const note = new Notebook(sandbox).of(account.person)[0];
  const id = `evt_${randomText(20)}`;
  const timestamp = String(Math.floor(sandbox.now() / 1000) + skew);
  const key = fromBase64((endpointOf(account, sandbox)?.secret ?? '').replace(/^whsec_/, '')) ?? new Uint8Array(1);
  return {
    body: JSON.stringify({
      event_id: id,
      type,
      created_at: new Date(sandbox.now()).toISOString(),
      note_id: note?.id,
      ...data,
    }),
    contentType: 'application/json',
    headers: async (sent) => ({
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${toBase64(await hmacSha256(key, `${id}.${timestamp}.`, sent))}`,
    }),
  };
}
