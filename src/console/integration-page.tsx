import { type FC } from 'hono/jsx';
import { type Person } from '../auth/person';
import { type IntegrationView } from '../core/integration-view';
import { type AuditRow } from '../db/audit';
import { type Member } from '../db/people';

/** An event as the API answers it. */
export interface EventView {
  id: string;
  at: string;
  type: string;
  actor: string;
  subject: string;
  data: Record<string, unknown>;
}

export interface IntegrationPageProps {
  person: Person;
  integration: IntegrationView;
  events: EventView[];
  calls: AuditRow[];
  members: Member[];
  /** Is this the one the person's tools use where several would do? */
  isDefault: boolean;
  /** What was just done: connected, other-account, checked, shared, default. */
  notice: string | undefined;
}

export const IntegrationPage: FC<IntegrationPageProps> = ({ integration, person }) => (
  <>
    <h1>{integration.account.label}</h1>
    <p>{integration.state}</p>
    <form method="post" action={`/integrations/disconnect/${integration.id}`}>
      <input type="hidden" name="csrf" value={person.csrf} />
      <button type="submit">Disconnect</button>
    </form>
  </>
);
