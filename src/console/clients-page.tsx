import { type FC } from 'hono/jsx';
import { type Person } from '../auth/person';
import { NoticeOf } from './notices';
import { Badge } from './parts/badge';
import { Copyable } from './parts/copy';
import { Confirm, Field } from './parts/form';
import { count, Empty, Notice, PageHead, Panel } from './parts/page-parts';
import { ScopeList } from './parts/scopes';
import { Time } from './parts/time';
import { isLocal, type Way, waysOf } from './ways';

/** A client this person allowed. Its name is its own word; its host is not where `verified`. */
export interface ConnectedClient {
  grantId: string;
  name: string;
  host: string;
  verified: boolean;
  scopes: readonly string[];
  /** Milliseconds since 1970. */
  since: number;
}

/** Something a client can be given the address of: a server, or everything behind the gateway. */
export interface Address {
  id: string;
  title: string;
  description: string;
  path: string;
  tools: number;
}

export interface ClientsPageProps {
  person: Person;
  publicUrl: string;
  servers: readonly Address[];
  server: Address;
  readonly: boolean;
  clients: readonly ConnectedClient[];
  /** Where more clients are; null at the end. */
  moreClients: string | null;
  notice: string | undefined;
}

export const ClientsPage: FC<ClientsPageProps> = (props) => {
  const { publicUrl, servers, server, readonly, notice } = props;
  const url = `${publicUrl}${server.path}${readonly ? '/readonly' : ''}`;
  const name = `seneschal${server.id === '' ? '' : `-${server.id}`}${readonly ? '-readonly' : ''}`;
  return (
    <>
      <PageHead
        title="Clients"
        lead="Each server has an address of its own. Add it to the client you work with; the client then asks you what it may do."
      />
      <NoticeOf code={notice} />
      <Panel id="add" title="Add to a client" flush>
        <form method="get" action="/clients" class="picker">
          <Field label="Server">
            <select name="server" class="input">
              {servers.map(({ id, title }) => (
                <option value={id} selected={id === server.id}>
                  {title}
                </option>
              ))}
            </select>
          </Field>
          <label class="check">
            <input type="checkbox" name="readonly" value="1" checked={readonly} />
            Reading only
          </label>
          <button type="submit" class="button">
            Show
          </button>
        </form>
        <div class="address">
          <p class="soft">{server.description}</p>
          <Copyable text={url} label={`the address of ${server.title}`} />
        </div>
        <div class="how">
          {waysOf(name, url).map((way) => (
            <HowTo way={way} local={isLocal(publicUrl)} />
          ))}
        </div>
      </Panel>
      <Connected {...props} />
      <Panel
        id="addresses"
        title="All addresses"
        lead="The second address of a server offers its reads alone, whatever else was granted."
        flush
      >
        <ul class="rows">
          {servers.map(({ id, title, path, tools }) => (
            <li>
              <div class="what">
                <p class="title">
                  <a href={`/clients?server=${id}`}>{title}</a>
                </p>
                <p class="soft">{count(tools, 'tool')}</p>
              </div>
              <div class="addresses">
                <Copyable text={`${publicUrl}${path}`} label={`the address of ${title}`} />
                <Copyable text={`${publicUrl}${path}/readonly`} label={`the reading address of ${title}`} />
              </div>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
};

const HowTo: FC<{ way: Way; local: boolean }> = ({ way, local }) => (
  <details name="way" open={way.id === 'claude-code'}>
    <summary>{way.title}</summary>
    <div class="stack">
      {way.fromInternet === true && local && (
        <Notice tone="warn">
          This Seneschal runs on this machine, and {way.title.split(' ')[0]} connects from the internet: deploy it
          first.
        </Notice>
      )}
      {way.install !== undefined && (
        <a class="button primary" href={way.install.href}>
          {way.install.text}
        </a>
      )}
      <ol>
        {way.steps.map((step) => (
          <li>{step}</li>
        ))}
      </ol>
      {way.copy.map(({ label, text }) => (
        <Copyable text={text} label={`${label} for ${way.title}`} />
      ))}
    </div>
  </details>
);

const Connected: FC<ClientsPageProps> = ({ person, clients, moreClients }) => (
  <Panel
    id="connected"
    title="Connected clients"
    lead="What you allowed. Programs with a token of yours stand under Tokens."
    flush
  >
    {clients.length === 0 ? (
      <Empty title="No client yet">
        <p>Add an address above to a client and sign in from it: it appears here.</p>
      </Empty>
    ) : (
      <ul class="rows">
        {clients.map(({ grantId, name, host, verified, scopes, since }) => (
          <li>
            <div class="what">
              <p class="title">
                {name}
                {verified ? (
                  <Badge tone="ok" shape="disc" word={host} title="It proved that it controls this domain." />
                ) : (
                  <Badge tone="quiet" shape="ring" word={`${host}, unverified`} />
                )}
              </p>
              <p class="soft">
                since <Time at={since} /> · <ScopeList scopes={scopes} />
              </p>
            </div>
            <Confirm
              action={`/clients/${grantId}/revoke`}
              csrf={person.csrf}
              label="Remove …"
              about={name}
              confirm={`Remove ${name}`}
            >
              <p>{name} loses access to everything above at once, for you alone. It can ask you again.</p>
            </Confirm>
          </li>
        ))}
      </ul>
    )}
    {moreClients !== null && (
      <p class="pager">
        <a class="button small" href={`/clients?cursor=${encodeURIComponent(moreClients)}`} rel="next">
          More clients
        </a>
      </p>
    )}
  </Panel>
);
