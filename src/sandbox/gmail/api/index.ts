import { json, type Call } from '../../kernel/call';
import { type Sandbox } from '../../platform';
import { person } from '../../world/people';
import { googleError } from '../failure';
import { googleSession } from '../oauth';

export const GMAIL_OPERATIONS: string[] = [];

export function gmailApi(call: Call, sandbox: Sandbox): Response {
  const token = googleSession(call, sandbox);
  if (token instanceof Response) return token;
  if (call.path === '/gmail/v1/users/me/profile')
    return json({ emailAddress: person(token.person).email, messagesTotal: 0, threadsTotal: 0, historyId: '1' });
  if (call.path === '/gmail/v1/users/me/labels')
    return json({ labels: [{ id: 'INBOX', name: 'INBOX', type: 'system' }] });
  return googleError(404, 'Requested entity was not found.');
}
