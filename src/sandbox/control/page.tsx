import { consentMode } from '../oauth/authorize';
import { htmlPage, Layout } from '../pages/layout';
import { PLATFORMS } from '../registry';
import { type SandboxWorld } from '../sandbox-world';
import { EventCard, FaultCard, Outcome, PlatformCard, RequestCard, TimeCard, type Notice } from './cards';

const SHOWN_REQUESTS = 50;

/** The page people use to look into the sandbox and to make things go wrong. Works without script. */
export async function controlPage(world: SandboxWorld, request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return new Response(null, { status: 405 });
  const { sandbox, faults, recorder } = world;
  const notice = sandbox.store.read<Notice>('notice');
  const platforms = PLATFORMS.map((platform) => ({
    platform,
    consent: consentMode(sandbox, platform.id),
    tokens: sandbox.tokens.live(platform.id),
  }));
  return htmlPage(
    <Layout title="Seneschal sandbox">
      <p>
        <span class="tag">Sandbox</span>
      </p>
      <h1>The world outside, simulated</h1>
      <p class="soft">
        A small fictional company and the platforms it uses. <code>https://HOST/PATH</code> is answered here at{' '}
        <code>/HOST/PATH</code>. Webhooks go to <code>{sandbox.seneschalUrl}</code>.
      </p>
      <div id="consent">
        <div id="tokens">
          <Outcome notice={notice} actions={['consent', 'tokens']} />
        </div>
      </div>
      {platforms.map((row) => (
        <PlatformCard {...row} />
      ))}
      <FaultCard faults={faults.list()} platforms={PLATFORMS} notice={notice} />
      <EventCard platforms={PLATFORMS} notice={notice} />
      <TimeCard
        now={sandbox.now()}
        offset={sandbox.store.read<number>('clock') ?? 0}
        limits={sandbox.limits.enabled}
        notice={notice}
      />
      <RequestCard requests={recorder.latest(SHOWN_REQUESTS)} />
    </Layout>,
  );
}
