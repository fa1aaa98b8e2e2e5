import { expect, it } from 'vitest';
import { verifyStripe } from './signatures';

const AT = 1_763_709_600;
const BODY = '{"id":"evt_1NG8Du2eZvKYlo2CUI79vXWy","object":"event","type":"invoice.paid"}';
/* HMAC-SHA256 of `1763709600.{BODY}`, made with Python's hmac. */
const ONE = '9181268fc6a525d96c378ac65073028aca60c2e9c27e6f2779f940ff1af2beb7';
const TWO = 'fb40195bcad86f2aea52e5113d8641242c249b0659ea61e810f7481fadd46079';

const verify = (signature: string | null, given: { body?: string; secret?: string; now?: number } = {}) =>
  verifyStripe({
    body: new TextEncoder().encode(given.body ?? BODY) as Uint8Array<ArrayBuffer>,
    signature,
    secret: given.secret ?? 'whsec_fixture_one',
    now: given.now ?? AT * 1000,
  });

it.each([
  ['one signature', `t=${AT},v1=${ONE}`],
  ['another scheme beside it', `t=${AT},v1=${ONE},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39`],
  ['an older secret’s first', `t=${AT},v1=${TWO},v1=${ONE}`],
  ['spaces', `t=${AT}, v1=${ONE}`],
])('takes %s', async (_, header) => {
  expect(await verify(header)).toBe(true);
});

it('takes either of two secrets while one is being changed', async () => {
  const header = `t=${AT},v1=${ONE},v1=${TWO}`;
  expect(await verify(header)).toBe(true);
  expect(await verify(header, { secret: 'whsec_fixture_two' })).toBe(true);
  expect(await verify(header, { secret: 'whsec_fixture_three' })).toBe(false);
});

it('takes what is up to five minutes off', async () => {
  for (const seconds of [-300, 300])
    expect(await verify(`t=${AT},v1=${ONE}`, { now: (AT + seconds) * 1000 })).toBe(true);
  for (const seconds of [-301, 301]) {
    expect(await verify(`t=${AT},v1=${ONE}`, { now: (AT + seconds) * 1000 })).toBe(false);
  }
});

it.each([
  ['nothing', null],
  ['an empty header', ''],
  ['no signature', `t=${AT}`],
  ['no time', `v1=${ONE}`],
  ['two times', `t=${AT},t=${AT},v1=${ONE}`],
  ['another time', `t=${AT + 1},v1=${ONE}`],
  ['a time that is none', `t=now,v1=${ONE}`],
  ['another scheme alone', `t=${AT},v0=${ONE}`],
  ['a changed signature', `t=${AT},v1=${ONE.replace('9', '8')}`],
  ['capitals', `t=${AT},v1=${ONE.toUpperCase()}`],
  ['the good one behind ten others', `t=${AT},${`v1=${TWO},`.repeat(10)}v1=${ONE}`],
])('refuses %s', async (_, header) => {
  expect(await verify(header)).toBe(false);
});

it('refuses a changed body', async () => {
  expect(await verify(`t=${AT},v1=${ONE}`, { body: BODY.replace('invoice', 'Invoice') })).toBe(false);
});
