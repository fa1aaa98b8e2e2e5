import { type FC } from 'hono/jsx';
import { type Connector, type OAuth2, signingSetting } from '../core/define-connector';
import { NoticeOf } from './notices';
import { Copyable } from './parts/copy';
import { Confirm, Field, Form } from './parts/form';
import { Notice, PageHead, Panel } from './parts/page-parts';
import { Time } from './parts/time';

export interface AppPageProps {
  connector: Connector & { auth: OAuth2 };
  csrf: string;
  redirectUri: string;
  /** Empty where there is none to paste. */
  webhookAddress: string;
  /** The app in use, where the workspace has one. */
  saved: { clientId: string; savedAt: number } | undefined;
  /** What is used otherwise. */
  otherwise: 'deployment' | 'sandbox' | 'nothing';
  problem?: string;
  /** What was sent and is no secret. */
  given?: Readonly<Record<string, string>>;
  notice: string | undefined;
}

const OTHERWISE = {
  deployment: 'Without one of your own, the app this deployment was set up with is used.',
  sandbox: 'Without one of your own, the platform is simulated here.',
  nothing: 'Without one, nobody here can connect an account.',
} as const;

/** The app a workspace registers at a platform itself: what to paste there, and what to paste here. */
export const AppPage: FC<AppPageProps> = (props) => {
  const { connector, csrf, redirectUri, webhookAddress, saved, otherwise, problem, given = {}, notice } = props;
  const { id, title, auth, docs, webhook, appKeys = {} } = connector;
  // One that tells each integration's address by itself needs none pasted, and may be signed by the app all the same.
  const signed = webhook !== undefined && signingSetting(webhook) !== undefined;
  return (
    <>
      <a class="crumb" href="/integrations">
        All integrations
      </a>
      <PageHead title={`Your own app at ${title}`} lead={OTHERWISE[otherwise]}>
        <a class="button" href={docs.app} rel="noreferrer">
          Register an app at {title}
        </a>
      </PageHead>
      <NoticeOf code={notice} />
      <Panel
        id="there"
        title={`Paste this at ${title}`}
        lead="Exactly as it stands: one letter off, and signing in fails."
      >
        <div class="stack">
          <Paste what="Redirect address" text={redirectUri} />
          {auth.scopes.length > 0 && <Paste what="Scopes" text={auth.scopes.join(auth.scopeSeparator ?? ' ')} />}
          {webhookAddress !== '' && <Paste what="Address for events" text={webhookAddress} />}
        </div>
      </Panel>
      <Panel
        id="here"
        title="Paste what it says here"
        lead="It is checked with the platform before it is kept. Secrets are sealed, and never shown again."
      >
        {problem !== undefined && <Notice tone="warn">{problem}</Notice>}
        <Form action={`/integrations/apps/${id}`} csrf={csrf} class="stack">
          <div class="stack">
            <Field label="Client id">
              <input
                class="input"
                name="client_id"
                required
                maxlength={300}
                autocomplete="off"
                spellcheck={false}
                value={given['client_id'] ?? saved?.clientId}
              />
            </Field>
            <Secret name="client_secret" label="Client secret" required />
            {Object.entries(auth.variables ?? {}).map(([name, { default: usual }]) => (
              <Field label={capital(name)} hint={`${usual} unless told.`}>
                <input
                  class="input"
                  name={`variable.${name}`}
                  maxlength={200}
                  autocomplete="off"
                  value={given[`variable.${name}`]}
                  placeholder={usual}
                />
              </Field>
            ))}
            {Object.keys(appKeys).map((name) => (
              <Secret name={`key.${name}`} label={`${capital(name)} token`} required />
            ))}
            {signed && <Secret name="webhook_secret" label="Signing secret of events (optional)" />}
          </div>
          <button type="submit" class="button primary">
            Check and save
          </button>
        </Form>
      </Panel>
      {saved !== undefined && (
        <Panel id="remove" title="Stop using it">
          <p class="soft">
            In use since <Time at={saved.savedAt} />.
          </p>
          <Confirm
            action={`/integrations/apps/${id}/remove`}
            csrf={csrf}
            label="Remove …"
            confirm={`Remove the app at ${title}`}
          >
            <p>
              Its secrets are erased here. Accounts connected through it have to be connected again: their sign-in
              belongs to that app.
            </p>
          </Confirm>
        </Panel>
      )}
    </>
  );
};

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const Paste: FC<{ what: string; text: string }> = ({ what, text }) => (
  <div class="field">
    <span class="label">{what}</span>
    <Copyable text={text} label={`the ${what.toLowerCase()}`} />
  </div>
);

const Secret: FC<{ name: string; label: string; required?: boolean }> = ({ name, label, required }) => (
  <Field label={label}>
    <input
      class="input"
      type="password"
      name={name}
      required={required}
      maxlength={1000}
      autocomplete="off"
      spellcheck={false}
    />
  </Field>
);
