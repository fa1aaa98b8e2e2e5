import { expect, test } from 'vitest';
import { runTool } from '../../../../test/support/tool';
import { outlook } from '..';
import { graphError } from '../fixtures/messages';
import { getProfile } from './get-profile';

test('tells whose mailbox it is', async () => {
  const body = {
    id: 'oid-1',
    displayName: 'Ada Lovelace',
    mail: 'ada@example.com',
    userPrincipalName: 'ada@corp.example',
  };
  const { result, calls } = await runTool(outlook, getProfile, {}, [{ body }]);
  expect(calls).toEqual([{ method: 'GET', path: '/me', query: { $select: 'id,displayName,mail,userPrincipalName' } }]);
  expect(result).toEqual({ name: 'Ada Lovelace', email: 'ada@example.com' });
});

test('says where to connect again once Microsoft takes the token no more', async () => {
  const refused = graphError(401, 'InvalidAuthenticationToken');
  await expect(runTool(outlook, getProfile, {}, [refused])).rejects.toMatchObject({
    kind: 'auth_expired',
    connectUrl: 'http://localhost:8787/connect',
  });
});
