import { type Child, type FC, type PropsWithChildren } from 'hono/jsx';

/** The head of a page: what it is, what for, and its main action. */
export const PageHead: FC<PropsWithChildren<{ title: Child; lead?: Child }>> = ({ title, lead, children }) => (
  <div class="page-head">
    <div>
      <h1>{title}</h1>
      {lead !== undefined && <p class="lead">{lead}</p>}
    </div>
    {children !== undefined && <div class="actions">{children}</div>}
  </div>
);

/** What was just done, from a list of our own: an address cannot put words here. */
export const Notice: FC<PropsWithChildren<{ tone?: 'ok' | 'warn' }>> = ({ tone = 'ok', children }) => (
  <div class={`notice ${tone}`} role="status">
    {children}
  </div>
);

/** A part of a page that keeps itself up to date. */
export const Live: FC<PropsWithChildren<{ id: string }>> = ({ id, children }) => (
  <div id={`live-${id}`} data-live>
    {children}
  </div>
);

/** A titled box. */
export const Panel: FC<
  PropsWithChildren<{ id: string; title: string; lead?: Child; flush?: boolean; actions?: Child }>
> = (props) => {
  const { id, title, lead, flush, actions, children } = props;
  return (
    <section class="panel" aria-labelledby={id}>
      <div class="panel-head">
        <div>
          <h2 id={id}>{title}</h2>
          {lead !== undefined && <p class="soft">{lead}</p>}
        </div>
        {actions}
      </div>
      <div class={flush ? 'flush' : 'body'}>{children}</div>
    </section>
  );
};

/** Nothing here yet: what it would be, and what to do first. */
export const Empty: FC<PropsWithChildren<{ title: string }>> = ({ title, children }) => (
  <div class="empty">
    <p class="empty-title">{title}</p>
    {children}
  </div>
);

/** `1 account`, `3 accounts`. */
export const count = (amount: number, one: string, many = `${one}s`): string =>
  `${amount} ${amount === 1 ? one : many}`;
