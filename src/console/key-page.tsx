import { type FC } from 'hono/jsx';
import { type ApiKey, type Connector, type NoSignIn } from '../core/define-connector';
import { Field } from './parts/form';
import { Notice } from './parts/page-parts';

export interface KeyPageProps {
  connector: Connector & { auth: ApiKey | NoSignIn };
  csrf: string;
  /** Are the fields filled in with a key the sandbox takes? */
  simulated: boolean;
  /** The integration whose key is replaced. */
  replaces?: { id: string; label: string };
  /** Why what was sent could not be used. Its secrets are not shown again. */
  problem?: string;
  given?: Readonly<Record<string, string>>;
}

/** Connecting a platform that takes a key instead of a sign-in, or has neither. */
export const KeyPage: FC<KeyPageProps> = ({ connector, csrf, simulated, replaces, problem, given = {} }) => {
  const { auth, title, docs } = connector;
  const fields = auth.kind === 'api_key' ? auth.fields : [];
  return (
    <div class="sheet">
      <h1>{replaces === undefined ? `Connect ${title}` : `Replace the key of ${replaces.label}`}</h1>
      <p class="lead">
        {auth.help}
        {auth.kind === 'api_key' && (
          <>
            {' '}
            <a href={docs.app} rel="noreferrer">
              Where to find it
            </a>
          </>
        )}
      </p>
      <form method="post" action={`/integrations/connect/${connector.id}`} class="stack">
        <input type="hidden" name="csrf" value={csrf} />
        {replaces !== undefined && <input type="hidden" name="integration" value={replaces.id} />}
        {simulated && fields.length > 0 && (
          <Notice tone="ok">{title} is simulated here. The fields hold a key the sandbox takes: press Connect.</Notice>
        )}
        {problem !== undefined && <Notice tone="warn">{problem}</Notice>}
        {fields.map(({ name, label, help, secret, optional, sandbox }) => (
          <Field label={optional === true ? `${label} (optional)` : label} hint={help}>
            <input
              class="input"
              name={`key.${name}`}
              type={secret ? 'password' : 'text'}
              required={optional !== true}
              maxlength={500}
              autocomplete="off"
              spellcheck={false}
              value={given[name] ?? (simulated ? sandbox?.('maren') : undefined)}
            />
          </Field>
        ))}
        <div class="buttons">
          <button type="submit" class="button primary">
            {replaces !== undefined ? 'Replace the key' : auth.kind === 'none' ? 'Switch on' : 'Connect'}
          </button>
          <a class="button" href={replaces === undefined ? '/integrations' : `/integrations/${replaces.id}`}>
            Cancel
          </a>
        </div>
        {fields.length > 0 && (
          <p class="hint">The key is checked with {title} at once, sealed, and never shown again.</p>
        )}
      </form>
    </div>
  );
};
