import { type Fault } from '../kernel/faults';
import { type RecordedRequest } from '../kernel/recorder';
import { type ConsentMode } from '../oauth/authorize';
import { type Token } from '../oauth/tokens';
import { type Platform } from '../platform';

/** What came of the last form. */
export interface Notice {
  action: string;
  status: number;
  text: string;
}

export const Outcome = ({ notice, actions }: { notice?: Notice; actions: string[] }) =>
  notice && actions.includes(notice.action) ? (
    <div role="status">
      <p class={notice.status < 400 ? 'soft' : 'bad'}>
        {notice.status < 400 ? 'Done' : 'Refused'} ({notice.action}, {notice.status})
      </p>
      <pre>{notice.text}</pre>
    </div>
  ) : null;

const Field = ({
  name,
  label,
  type = 'text',
  placeholder,
}: Record<'name' | 'label', string> & Partial<Record<'type' | 'placeholder', string>>) => (
  <label class="field">
    {label}
    <input name={name} type={type} placeholder={placeholder} autocomplete="off" />
  </label>
);

const Flag = ({ name, label }: { name: string; label: string }) => (
  <label>
    <input type="checkbox" name={name} /> {label}
  </label>
);

const MODES = {
  page: 'Ask on a page',
  auto: 'Allow at once',
  deny: 'Deny at once',
} as const;

interface PlatformProps {
  platform: Platform;
  consent: ConsentMode;
  tokens: Token[];
}

export const PlatformCard = ({ platform, consent, tokens }: PlatformProps) => (
  <section class="card" id={platform.id}>
    <h2>{platform.title}</h2>
    <p class="soft">{platform.hosts.join(', ')}</p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">Address</th>
            <th scope="col">Id</th>
            <th scope="col">Live tokens</th>
          </tr>
        </thead>
        <tbody>
          {platform.accounts().map((account) => (
            <tr>
              <td>
                {account.name}
                <br />
                <span class="soft">{account.title}</span>
              </td>
              <td>{account.email}</td>
              <td>
                <code>{account.id}</code>
              </td>
              <td>{tokens.filter(({ person }) => person === account.person).length}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
    <br />
    <div class="row">
      <form method="post" action="/_control/consent" class="row">
        <input type="hidden" name="platform" value={platform.id} />
        <label class="field">
          Consent page
          <select name="mode">
            {Object.entries(MODES).map(([mode, label]) => (
              <option value={mode} selected={mode === consent.mode}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          as
          <select name="account">
            {platform.accounts().map((account) => (
              <option value={account.person} selected={account.person === consent.account}>
                {account.name}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">Set</button>
      </form>
      <form method="post" action="/_control/tokens" class="row">
        <input type="hidden" name="platform" value={platform.id} />
        <button type="submit" name="action" value="expire">
          Expire access tokens
        </button>
        <button type="submit" name="action" value="revoke">
          Revoke all tokens
        </button>
      </form>
    </div>
  </section>
);

const describe = (fault: Fault): string =>
  [
    fault.delay_ms ? `waits ${fault.delay_ms} ms` : '',
    fault.hang ? 'never answers' : '',
    fault.status ? `answers ${fault.status}` : '',
    fault.body === undefined ? '' : 'with a scripted body',
    fault.headers ? `adds ${Object.keys(fault.headers).join(', ')}` : '',
    fault.cut_body ? 'breaks off in the middle' : '',
  ]
    .filter(Boolean)
    .join(', ') || 'nothing';

interface FaultProps {
  faults: Fault[];
  platforms: readonly Platform[];
  notice?: Notice;
}

export const FaultCard = ({ faults, platforms, notice }: FaultProps) => (
  <section class="card" id="faults">
    <h2>Scripted faults</h2>
    {faults.length === 0 ? <p class="soft">None. Every platform behaves.</p> : null}
    {faults.map((fault) => (
      <form method="post" action="/_control/faults" class="row">
        <input type="hidden" name="_method" value="delete" />
        <input type="hidden" name="id" value={fault.id} />
        <p>
          <code>{`${fault.method ?? 'any'} ${fault.host}${fault.path ?? ''}`}</code> {describe(fault)}
          {fault.times === undefined ? '' : `, ${fault.times} more times`}
        </p>
        <button type="submit">Remove</button>
      </form>
    ))}
    <form method="post" action="/_control/faults">
      <div class="grid">
        <label class="field">
          Host
          <select name="host">
            {platforms
              .flatMap(({ hosts }) => hosts)
              .map((host) => (
                <option>{host}</option>
              ))}
          </select>
        </label>
        <Field name="path" label="Path begins with" placeholder="/api/chat.postMessage" />
        <Field name="method" label="Method" placeholder="any" />
        <Field name="times" label="Times" type="number" placeholder="until cleared" />
        <Field name="status" label="Status" type="number" placeholder="503" />
        <Field name="delay_ms" label="Delay in ms" type="number" />
        <Field name="headers" label="Headers as JSON" placeholder='{"retry-after":"2"}' />
        <Field name="body" label="Body, text or JSON" />
      </div>
      <div class="row">
        <Flag name="cut_body" label="break off the body" />
        <Flag name="hang" label="never answer" />
        <button class="main" type="submit">
          Add fault
        </button>
      </div>
    </form>
    <br />
    <form method="post" action="/_control/faults">
      <input type="hidden" name="_method" value="delete" />
      <button type="submit">Clear all faults</button>
    </form>
    <Outcome notice={notice} actions={['faults']} />
  </section>
);

export const EventCard = ({ platforms, notice }: { platforms: readonly Platform[]; notice?: Notice }) => (
  <section class="card" id="events">
    <h2>Send an event</h2>
    <p class="soft">Signed as the platform signs. What is true about it also happens in the company.</p>
    {platforms
      .filter(({ eventTypes }) => eventTypes.length)
      .map((platform) => (
        <form method="post" action="/_control/events">
          <input type="hidden" name="platform" value={platform.id} />
          <div class="grid">
            <label class="field">
              {platform.title}
              <select name="type">
                {platform.eventTypes.map((type) => (
                  <option>{type}</option>
                ))}
              </select>
            </label>
            <label class="field">
              Account
              <select name="account">
                {platform.accounts().map((account) => (
                  <option value={account.person}>{account.name}</option>
                ))}
              </select>
            </label>
            <Field name="data" label="Data as JSON" placeholder='{"text":"Hello"}' />
            <Field name="skew_s" label="Clock skew in s" type="number" placeholder="0" />
          </div>
          <div class="row">
            <Flag name="duplicate" label="send twice" />
            <Flag name="tamper" label="tamper with it" />
            <button class="main" type="submit">
              Send
            </button>
          </div>
          <br />
        </form>
      ))}
    <Outcome notice={notice} actions={['events']} />
  </section>
);

interface TimeProps {
  now: number;
  offset: number;
  limits: boolean;
  notice?: Notice;
}

export const TimeCard = ({ now, offset, limits, notice }: TimeProps) => (
  <section class="card" id="clock">
    <h2>Time, rate limits, a fresh start</h2>
    <p>
      It is <time dateTime={new Date(now).toISOString()}>{new Date(now).toUTCString()}</time> here
      {offset === 0 ? '' : `, ${offset} s off the real time`}. Rate limits are {limits ? 'on' : 'off'}.
    </p>
    <div class="row">
      <form method="post" action="/_control/clock" class="row">
        <Field name="offset_s" label="Clock offset in s" type="number" placeholder="0" />
        <button type="submit">Set clock</button>
      </form>
      <form method="post" action="/_control/limits">
        <input type="hidden" name="enabled" value={limits ? 'false' : 'true'} />
        <button type="submit">Turn rate limits {limits ? 'off' : 'on'}</button>
      </form>
      <form method="post" action="/_control/reset">
        <button type="submit">Reset: fresh company, no tokens, no faults</button>
      </form>
    </div>
    <Outcome notice={notice} actions={['clock', 'limits', 'reset', 'requests']} />
  </section>
);

export const RequestCard = ({ requests }: { requests: RecordedRequest[] }) => (
  <section class="card" id="requests">
    <h2>Last requests</h2>
    {requests.length === 0 ? (
      <p class="soft">Nobody has asked for anything yet.</p>
    ) : (
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">At</th>
              <th scope="col">Request</th>
              <th scope="col">Status</th>
            </tr>
          </thead>
          <tbody>
            {requests.map((request) => (
              <tr>
                <td>
                  <time dateTime={request.at}>{request.at.slice(11, 19)}</time>
                </td>
                <td>
                  <code>{`${request.method} ${request.host}${request.path}`}</code>
                </td>
                <td>{request.status === 0 ? 'hung' : request.status}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
    <br />
    <form method="post" action="/_control/requests">
      <input type="hidden" name="_method" value="delete" />
      <button type="submit">Forget requests</button>
    </form>
  </section>
);
