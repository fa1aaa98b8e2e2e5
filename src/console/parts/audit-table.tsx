import { type FC } from 'hono/jsx';
import { type AuditRow } from '../../db/audit';
import { actionWords, durationWords, nameOf } from '../words';
import { OutcomeBadge } from './badge';
import { Cell, Row, Table } from './table';
import { Time } from './time';

interface AuditTableProps {
  caption: string;
  rows: readonly AuditRow[];
  names: ReadonlyMap<string, string>;
  clients: ReadonlyMap<string, string>;
  /** Who is looking: called `You`. */
  self: string;
}

/** Entries of the audit as people read them. */
export const AuditTable: FC<AuditTableProps> = ({ caption, rows, names, clients, self }) => (
  <Table caption={caption} class="log" columns={['What', 'Outcome', 'Who', 'Through', 'When']}>
    {rows.map((row) => (
      <Row>
        <Cell>
          {actionWords(row.action)} <Subject row={row} names={names} />
          {row.reference !== null && (
            <span class="hint">
              Reference <code>{row.reference}</code>
            </span>
          )}
        </Cell>
        <Cell class="tight">
          <OutcomeBadge outcome={row.outcome} />
        </Cell>
        <Cell>{nameOf(names, row.memberId, self)}</Cell>
        <Cell>{clients.get(row.client) ?? row.client}</Cell>
        <Cell class="tight">
          <Time at={row.at} />
          {row.durationMs !== null && <span class="soft"> · {durationWords(row.durationMs)}</span>}
        </Cell>
      </Row>
    ))}
  </Table>
);

/** What it was done to; a link where that is an integration. */
const Subject: FC<{ row: AuditRow; names: ReadonlyMap<string, string> }> = ({ row, names }) => {
  if (row.action === 'session.sign_in') return null;
  const text = names.get(row.subject) ?? row.subject;
  return row.integrationId === null ? (
    <code>{text}</code>
  ) : (
    <a href={`/integrations/${row.integrationId}`}>
      <code>{text}</code>
    </a>
  );
};
