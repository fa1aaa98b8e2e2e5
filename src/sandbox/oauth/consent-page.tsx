import { Layout } from '../pages/layout';
import { type Account } from '../platform';
import { type ScopeGroup } from './authorize';

interface ConsentProps {
  title: string;
  action: string;
  accounts: Account[];
  chosen: string;
  groups: ScopeGroup[];
}

export const ConsentPage = ({ title, action, accounts, chosen, groups }: ConsentProps) => (
  <Layout title={`Sandbox of ${title}: allow Seneschal?`} narrow>
    <p>
      <span class="tag">Sandbox of {title}</span>
    </p>
    <h1>Seneschal asks for access to a {title} account</h1>
    <p class="soft">
      This page stands in for {title}. The people below are fictional, and nothing here reaches the real service.
    </p>
    <form method="post" action={action} class="card">
      <fieldset>
        <legend>Account</legend>
        {accounts.map((account) => (
          <label class="choice">
            <input type="radio" name="account" value={account.person} checked={account.person === chosen} />
            <span>
              {account.name}
              <br />
              <span class="soft">
                {account.title}, {account.email}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      {groups.map((group) => (
        <section>
          <h2>{group.title}</h2>
          <ul class="scopes">
            {group.scopes.map((scope) => (
              <li>
                <code>{scope}</code>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <div class="row">
        <button class="main" type="submit" name="decision" value="allow">
          Allow
        </button>
        <button type="submit" name="decision" value="deny">
          Deny
        </button>
      </div>
    </form>
  </Layout>
);

export const RefusalPage = ({ title, heading, detail }: { title: string; heading: string; detail: string }) => (
  <Layout title={`Sandbox of ${title}: ${heading}`} narrow>
    <p>
      <span class="tag">Sandbox of {title}</span>
    </p>
    <div class="card">
      <h1>{heading}</h1>
      <p>{detail}</p>
      <p class="soft">The real {title} would stop here too, without sending anybody back to the app.</p>
    </div>
  </Layout>
);
