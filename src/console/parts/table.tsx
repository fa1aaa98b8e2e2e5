import { type FC, type PropsWithChildren } from 'hono/jsx';

interface TableProps {
  caption: string;
  /** Column titles; an empty one is a column of buttons. */
  columns: readonly string[];
  class?: string;
}

/**
 * A table that becomes a list of cards on a narrow screen. The roles are written out: browsers drop a table's own once its display
 * is changed.
 */
export const Table: FC<PropsWithChildren<TableProps>> = ({ caption, columns, children, class: name }) => (
  <table class={`table ${name ?? ''}`.trim()} role="table" aria-label={caption}>
    <thead role="rowgroup">
      <tr role="row">
        {columns.map((title) => (
          <th role="columnheader" scope="col">
            {title === '' ? <span class="unseen">Actions</span> : title}
          </th>
        ))}
      </tr>
    </thead>
    <tbody role="rowgroup">{children}</tbody>
  </table>
);

export const Row: FC<PropsWithChildren<{ class?: string }>> = ({ children, class: name }) => (
  <tr role="row" class={name}>
    {children}
  </tr>
);

/** @param props.label the column's title, shown beside the value on a narrow screen; none for the main cell. */
export const Cell: FC<PropsWithChildren<{ label?: string; class?: string }>> = ({ label, class: name, children }) => (
  <td role="cell" data-label={label} class={name}>
    {children}
  </td>
);
