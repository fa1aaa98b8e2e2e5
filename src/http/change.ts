import { type Context } from 'hono';
import { type App, checkForgery, requireSession } from '../auth/person';
import { recordAudit } from '../events/audit';

type Editor = ReturnType<typeof requireSession>;

/** A person at a browser who sent one of our own forms. @throws for a stranger and a forged form. */
export async function changing(c: Context<App>): Promise<Editor> {
  const person = requireSession(c);
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
