import { type FC } from 'hono/jsx';
import { type Person } from '../auth/person';
import { type AuditRow } from '../db/audit';
import { type Member } from '../db/people';
import { AuditTable } from './parts/audit-table';
import { Field } from './parts/form';
import { Empty, Live, PageHead, Panel } from './parts/page-parts';
import { ACTIONS } from './words';

export interface AuditQuery {
  person?: string | undefined;
  action?: string | undefined;
  outcome?: AuditRow['outcome'] | undefined;
  subject?: string | undefined;
}

export interface AuditPageProps {
  person: Person;
  rows: readonly AuditRow[];
  query: AuditQuery;
  /** Everybody whose entries may be seen; only oneself where empty. */
  members: readonly Member[];
  names: ReadonlyMap<string, string>;
  clients: ReadonlyMap<string, string>;
  /** Is this beyond the first page? */
  older: boolean;
  nextCursor: string | null;
}

const OUTCOMES = { ok: 'OK', refused: 'Refused', failed: 'Failed' } as const;

/** Who did what through Seneschal. */
export const AuditPage: FC<AuditPageProps> = ({ person, rows, query, members, names, clients, older, nextCursor }) => {
  const filtered = Object.values(query).some((value) => value !== undefined);
  const table = (
    <AuditTable caption="Audit" rows={rows} names={names} clients={clients} self={person.principal.memberId} />
  );
  return (
    <>
      <PageHead
        title="Audit"
        lead={`${members.length === 0 ? 'What you and your clients did' : 'What everybody and their clients did'} through Seneschal, newest first. Arguments and results are never kept.`}
      />
      <Panel id="entries" title="Entries" flush>
        <form method="get" action="/audit" class="form-grid toolbar">
          {members.length > 0 && (
            <Field label="Person">
              <select name="person" class="input">
                <option value="">Everybody</option>
                {members.map(({ id, name }) => (
                  <option value={id} selected={query.person === id}>
                    {name}
                  </option>
                ))}
              </select>
            </Field>
          )}
          <Field label="Action">
            <input
              class="input"
              name="action"
              list="actions"
              value={query.action}
              maxlength={60}
              placeholder="tool.call"
              autocomplete="off"
            />
          </Field>
          <Field label="Outcome">
            <select name="outcome" class="input">
              <option value="">Any</option>
              {Object.entries(OUTCOMES).map(([value, word]) => (
                <option value={value} selected={query.outcome === value}>
                  {word}
                </option>
              ))}
            </select>
          </Field>
          <Field label="Subject contains">
            <input
              class="input"
              name="subject"
              value={query.subject}
              maxlength={100}
              placeholder="slack."
              autocomplete="off"
            />
          </Field>
          <div class="actions">
            <button type="submit" class="button">
              Apply
            </button>
            {filtered && (
              <a class="button quiet" href="/audit">
                Clear
              </a>
            )}
          </div>
        </form>
        <datalist id="actions">
          {Object.entries(ACTIONS).map(([action, words]) => (
            <option value={action}>{words}</option>
          ))}
        </datalist>
        {rows.length === 0 ? (
          <Nothing filtered={filtered || older} />
        ) : older ? (
          table
        ) : (
          <Live id="entries">{table}</Live>
        )}
        {(older || nextCursor !== null) && (
          <p class="pager">
            {older && (
              <a class="button small" href={`/audit?${search(query)}`} rel="first">
                Newest
              </a>
            )}
            {nextCursor !== null && (
              <a class="button small" href={`/audit?${search({ ...query, cursor: nextCursor })}`} rel="next">
                Older
              </a>
            )}
          </p>
        )}
      </Panel>
    </>
  );
};

const Nothing: FC<{ filtered: boolean }> = ({ filtered }) =>
  filtered ? (
    <Empty title="Nothing fits">
      <p>
        <a href="/audit">Clear the filter</a> to see everything.
      </p>
    </Empty>
  ) : (
    <Empty title="Nothing yet">
      <p>
        <a href="/integrations">Connect an account</a> and ask for something from your client: every call is listed
        here.
      </p>
    </Empty>
  );

const search = (values: AuditQuery & { cursor?: string }): string =>
  new URLSearchParams(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ).toString();
