import { type FC } from 'hono/jsx';
import { type Person } from '../auth/person';
import { type Session } from '../db/people';
import { NoticeOf } from './notices';
import { Badge } from './parts/badge';
import { Form } from './parts/form';
import { PageHead, Panel } from './parts/page-parts';
import { Time } from './parts/time';
import { userAgentWords } from './words';

/** Where this person is signed in. */
export const SessionsPage: FC<{ person: Person; sessions: readonly Session[]; notice: string | undefined }> = ({
  person,
  sessions,
  notice,
}) => (
  <>
    <PageHead
      title="Sessions"
      lead="Browsers you are signed in with. End one you do not know, then look at the audit."
    />
    <NoticeOf code={notice} />
    <Panel id="list" title="Your sessions" flush>
      <ul class="rows">
        {sessions.map((session) => (
          <li>
            <div class="what">
              <p class="title">
                {userAgentWords(session.userAgent)}
                {session.id === person.sessionId && <Badge tone="accent" shape="disc" word="This browser" />}
              </p>
              <p class="soft">
                last seen <Time at={session.lastSeenAt} /> · signed in <Time at={session.createdAt} /> · ends{' '}
                <Time at={session.expiresAt} />
              </p>
            </div>
            {session.id === person.sessionId ? (
              <Form action="/sign-out" csrf={person.csrf}>
                <button type="submit" class="button">
                  Sign out
                </button>
              </Form>
            ) : (
              <Form action={`/sessions/${session.id}/revoke`} csrf={person.csrf}>
                <button type="submit" class="button danger">
                  End this session<span class="unseen">: {userAgentWords(session.userAgent)}</span>
                </button>
              </Form>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  </>
);
