import { type FC } from 'hono/jsx';
import { type Person } from '../auth/person';
import { type AccessToken } from '../db/access-tokens';
import { NoticeOf } from './notices';
import { Copyable } from './parts/copy';
import { Confirm, Field, Form } from './parts/form';
import { Empty, Notice, PageHead, Panel } from './parts/page-parts';
import { ScopeBoxes, type ScopeGroup, ScopeList } from './parts/scopes';
import { Cell, Row, Table } from './parts/table';
import { Time } from './parts/time';

export interface TokensPageProps {
  person: Person;
  tokens: readonly AccessToken[];
  groups: readonly ScopeGroup[];
  /** A token just made: shown on this page and never again. */
  made?: { name: string; token: string };
  /** What a person filled in, where it could not be used, and why. */
  refused?: { problem: string; name: string; days: string };
  notice?: string | undefined;
}

/** Personal access tokens: for programs without a browser. */
export const TokensPage: FC<TokensPageProps> = ({ person, tokens, groups, made, refused, notice }) => (
  <>
    <PageHead
      title="Tokens"
      lead="For programs without a browser: scripts, servers, cron jobs. A token acts as you, within the scopes you tick."
    />
    <NoticeOf code={notice} />
    {made !== undefined && (
      <section class="notice" aria-labelledby="made" data-once="/tokens">
        <h2 id="made">Token “{made.name}” is ready</h2>
        <p>Copy it now: it is shown this once, and only its hash is kept.</p>
        <Copyable text={made.token} label="the token" />
      </section>
    )}
    <Panel id="list" title="Your tokens" flush>
      {tokens.length === 0 ? (
        <Empty title="No tokens">
          <p>Clients such as Claude sign in by themselves and need none. Make one below for a program of your own.</p>
        </Empty>
      ) : (
        <Table caption="Your tokens" columns={['Name', 'Scopes', 'Last used', 'Expires', '']}>
          {tokens.map((token) => (
            <Row>
              <Cell>
                <strong>{token.name}</strong>
              </Cell>
              <Cell label="Scopes">
                <ScopeList scopes={token.scopes} />
              </Cell>
              <Cell label="Last used" class="tight">
                {token.lastUsedAt === null ? <span class="soft">Never</span> : <Time at={token.lastUsedAt} />}
              </Cell>
              <Cell label="Expires" class="tight">
                <Time at={token.expiresAt} />
              </Cell>
              <Cell class="end">
                <Confirm
                  action={`/tokens/${token.id}/revoke`}
                  csrf={person.csrf}
                  label="Revoke …"
                  about={token.name}
                  confirm={`Revoke “${token.name}”`}
                >
                  <p>
                    Programs that use “{token.name}” are refused at once. It cannot be undone; a new token can be made.
                  </p>
                </Confirm>
              </Cell>
            </Row>
          ))}
        </Table>
      )}
    </Panel>
    <Panel id="make" title="Make a token">
      <Form action="/tokens" csrf={person.csrf} class="stack">
        {refused !== undefined && <Notice tone="warn">{refused.problem}</Notice>}
        <div class="form-grid">
          <Field label="Name" hint="What will use it.">
            <input
              class="input"
              name="name"
              required
              maxlength={100}
              autocomplete="off"
              value={refused?.name}
              placeholder="Nightly report"
            />
          </Field>
          <Field label="Days until it expires" hint="At most 365.">
            <input class="input" name="days" type="number" required min={1} max={365} value={refused?.days ?? '30'} />
          </Field>
        </div>
        <fieldset>
          <legend>What it may do</legend>
          <ScopeBoxes groups={groups} />
        </fieldset>
        <button type="submit" class="button primary">
          Make token
        </button>
      </Form>
    </Panel>
  </>
);
