/** What travels through the queue. Each message can arrive twice; handling it twice changes nothing. */
export type JobMessage =
  | { type: 'webhook'; id: string }
  | { type: 'audit'; entry: AuditEntry }
  /** Check an integration's health, or renew its tokens where they are due. */
  | { type: 'health'; integrationId: string }
  | { type: 'renew'; integrationId: string };

/** One line of the audit: who did what, with which outcome. Never arguments, never results. */
export interface AuditEntry {
  id: string;
  workspaceId: string;
  at: number;
  memberId: string;
  client: string;
  /** `tool.call`, `session.sign_in`, `client.consent`, `integration.connect` ... */
  action: string;
  /** What it was done to: a tool's name, an id. */
  subject: string;
  outcome: 'ok' | 'refused' | 'failed';
  reference?: string;
  integrationId?: string;
  durationMs?: number;
}
