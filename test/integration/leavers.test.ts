import { env } from 'cloudflare:test';
import { beforeAll, expect, it, vi } from 'vitest';
import { database } from '../../src/db/client';
import { removeMember } from '../../src/db/people';
import { sweepLeavers } from '../../src/jobs/leavers';
import { post } from '../support/forms';
import { jobsOf } from '../support/jobs';
import { newMember, owner, type Somebody } from '../support/people';
import { asked } from '../support/platforms';
import { control } from '../support/sandbox';
import { inObject, kept } from '../support/state';

let boss: Somebody;
let leaver: Somebody;

beforeAll(async () => {
  await control('limits', { enabled: false });
  boss = await owner();
  leaver = await newMember('member', 'Leaver');
});

it('ends the connections of a removed member, at the platform too', async () => {
  const { id } = await leaver.at.connect('slack', 'tomas@larkfield.example');
  const mine = await boss.at.connect('slack', 'maren@larkfield.example');
  const response = await post(boss.at, `/members/${leaver.member.id}/remove`);
  expect(response.status).toBe(303);
  await vi.waitFor(async () => expect((await kept(id)).record.state).toBe('DELETED'), { timeout: 10_000 });
  expect(await inObject(id, 'SELECT * FROM tokens')).toEqual([]);
  expect((await kept(id)).events.at(-2)).toMatchObject({
    type: 'integration.disconnected',
    actor: boss.member.id,
    data: { revokedAtPlatform: true },
  });
  expect((await asked()).filter(({ path }) => path.endsWith('auth.revoke'))).toHaveLength(1);
  expect((await kept(mine.id)).record.state).toBe('ACTIVE');
});

it('ends them where the job was lost, by the sweep', async () => {
  const late = await newMember('member', 'Late');
  const { id } = await late.at.connect('slack', 'tomas@larkfield.example');
  await removeMember(database(env.DB), late.member.workspaceId, late.member.id);
  const queue = jobsOf();
  const at = { ...env, JOBS: queue.binding };
  const jobOf = ({ member }: Somebody) =>
    queue.waiting.filter((job) => job.type === 'leaver' && job.memberId === member.id);
  await sweepLeavers(at);
  expect(jobOf(late)).toEqual([]);
  const days = 3 * 86_400_000;
  await env.DB.prepare('UPDATE members SET removed_at = removed_at - ? WHERE id IN (?, ?)')
    .bind(days, late.member.id, leaver.member.id)
    .run();
  await sweepLeavers(at);
  expect(jobOf(leaver)).toEqual([]);
  const [job] = jobOf(late);
  expect(job).toMatchObject({ workspaceId: late.member.workspaceId, actor: 'system' });
  await env.JOBS.send(job!);
  await vi.waitFor(async () => expect((await kept(id)).record.state).toBe('DELETED'), { timeout: 10_000 });
});

it('does nothing for another workspace', async () => {
  const { id } = await boss.at.connect('slack', 'priya@larkfield.example');
  await env.JOBS.send({ type: 'leaver', workspaceId: 'ws_elsewhere', memberId: boss.member.id, actor: 'system' });
  await new Promise((later) => setTimeout(later, 2_000));
  expect((await kept(id)).record.state).toBe('ACTIVE');
});
