import { type Context } from 'hono';
import { type App, checkForgery, requireSession } from '../auth/person';
import { recordAudit } from '../events/audit';
import { TooLarge } from './input';

const MAX_FORM_BYTES = 64 * 1024;

type Editor = ReturnType<typeof requireSession>;

/** A person at a browser who sent one of our own forms. @throws for a stranger, a forged form, one that is too large. */
export async function changing(c: Context<App>): Promise<Editor> {
  const person = requireSession(c);
  if (Number(c.req.header('content-length') ?? 0) > MAX_FORM_BYTES) throw new TooLarge(MAX_FORM_BYTES);
  await checkForgery(c, person);
  return person;
}

export function audited(
  c: Context<App>,
  person: Editor,
  action: string,
  subject: string,
  outcome: 'ok' | 'refused' | 'failed' = 'ok',
): Promise<void> {
  const { workspaceId, memberId, client } = person.principal;
  return recordAudit(c.env, { workspaceId, memberId, client, action, subject, outcome });
}
