import { type FC } from 'hono/jsx';
import { type Person } from '../../auth/person';
import { type Connector } from '../../core/define-connector';
import { isUsable } from '../../core/integration-state';
import { type IntegrationView } from '../../core/integration-view';
import { canManageMembers } from '../../core/principal';
import { type SyncStatus } from '../../core/workspace-port';
import { DEFAULT_RETENTION_DAYS, MOST_RETENTION_DAYS } from '../../db/sync-settings';
import { Badge } from './badge';
import { Confirm, Field, Form } from './form';
import { count, Live, Panel } from './page-parts';
import { Cell, Row, Table } from './table';
import { Time } from './time';

export interface SyncFormProps {
  person: Person;
  connector: Connector;
  integration: IntegrationView;
  syncs: readonly SyncStatus[];
  /** What the workspace keeps at most, in days. */
  workspaceDays: number;
}

/** What of an account is kept here for searching. Nothing is, before its owner ticks it. */
export const SyncForm: FC<SyncFormProps> = ({ person, connector, integration, syncs, workspaceDays }) => {
  const { id, state } = integration;
  const shown = syncs.filter(({ enabled, records }) => enabled || records > 0);
  const records = syncs.reduce((sum, sync) => sum + sync.records, 0);
  const on = syncs.some(({ enabled }) => enabled);
  if (syncs.length === 0 || (!isUsable(state) && shown.length === 0)) return null;
  return (
    <Panel
      id="sync"
      title="Kept here for searching"
      lead="Nothing is kept unless you tick it. Whoever may use this account finds what is kept, and nobody else."
    >
      <div class="stack">
        {shown.length > 0 && (
          <Live id="syncs">
            <SyncTable syncs={shown} />
          </Live>
        )}
        {isUsable(state) && (
          <Form action={`/integrations/${id}/sync`} csrf={person.csrf} class="stack">
            <fieldset>
              <legend>Keep of {connector.title}</legend>
              <div class="checks">
                {syncs.map(({ resource, title, enabled }) => (
                  <label class="check">
                    <input type="checkbox" name="resource" value={resource} checked={enabled} />
                    {title}
                    <span class="hint">{connector.sync?.resources[resource]?.stores}</span>
                  </label>
                ))}
              </div>
            </fieldset>
            <Field label="Days to keep it" hint={`The workspace keeps at most ${workspaceDays} days.`}>
              <input
                class="input"
                name="days"
                type="number"
                required
                min={1}
                max={MOST_RETENTION_DAYS}
                value={syncs.find(({ days }) => days !== null)?.days ?? Math.min(DEFAULT_RETENTION_DAYS, workspaceDays)}
              />
            </Field>
            <button type="submit" class="button">
              Save
            </button>
          </Form>
        )}
        {on && isUsable(state) && (
          <Form action={`/integrations/${id}/sync/now`} csrf={person.csrf}>
            <button type="submit" class="button">
              Sync now
            </button>
          </Form>
        )}
        {canManageMembers(person.principal.role) && (
          <Form action="/workspace/retention" csrf={person.csrf} class="stack">
            <Field label="Days the whole workspace keeps records at most" hint="Older ones are deleted every night.">
              <input
                class="input"
                name="days"
                type="number"
                required
                min={1}
                max={MOST_RETENTION_DAYS}
                value={workspaceDays}
              />
            </Field>
            <button type="submit" class="button">
              Save for the workspace
            </button>
          </Form>
        )}
        {shown.length > 0 && (
          <Confirm
            action={`/integrations/${id}/sync/erase`}
            csrf={person.csrf}
            label="Erase …"
            about="what is kept"
            confirm={`Erase ${count(records, 'record')}`}
          >
            <p>
              Everything kept of this account is deleted here and keeping it is switched off. At {connector.title}{' '}
              nothing changes.
            </p>
          </Confirm>
        )}
      </div>
    </Panel>
  );
};

const SyncTable: FC<{ syncs: readonly SyncStatus[] }> = ({ syncs }) => (
  <Table caption="What is kept" columns={['What', 'Records', 'Kept for', 'Last sync']}>
    {syncs.map((sync) => (
      <Row>
        <Cell>
          <strong>{sync.title}</strong>
        </Cell>
        <Cell label="Records" class="tight">
          {sync.records}
        </Cell>
        <Cell label="Kept for" class="tight">
          {sync.days === null ? '' : count(sync.days, 'day')}
        </Cell>
        <Cell label="Last sync">
          <LastJob {...sync} />
        </Cell>
      </Row>
    ))}
  </Table>
);

const LastJob: FC<SyncStatus> = ({ enabled, lastJob }) => {
  if (!enabled) return <Badge tone="quiet" shape="dash" word="Off" />;
  if (lastJob === null) return <Badge tone="busy" shape="dots" word="Beginning" />;
  const { status, done, total, finishedAt, error } = lastJob;
  if (status === 'failed') {
    return (
      <>
        <Badge tone="warn" shape="triangle" word="Stopped" title="It goes on where it stopped, within the hour." />{' '}
        <span class="soft">{error}</span>
      </>
    );
  }
  if (status !== 'done') {
    const amount = total === null ? `${done}` : `${done} of ${total}`;
    return <Badge tone="busy" shape="dots" word={status === 'queued' ? 'Waiting' : `Reading, ${amount} so far`} />;
  }
  return (
    <>
      <Badge tone="ok" shape="disc" word="Up to date" />{' '}
      {finishedAt !== null && (
        <span class="soft">
          <Time at={finishedAt} />, {count(done, 'record')} new or changed
        </span>
      )}
    </>
  );
};
