import { Hono } from 'hono';
import { z } from 'zod';
import { type App } from '../auth/person';
import { invalidRequest, notFound } from '../core/errors';
import { equalConstantTime } from '../core/signatures';
import { makeAccessToken } from '../db/access-tokens';
import { database } from '../db/client';
import { firstOwner, makeSignInLink } from '../db/people';
import { settings } from '../env';
import { recover } from '../jobs/recover';
import { readJson, scopesInput } from './input';

/**
 * What the commands on this machine ask of a development Seneschal: the owner's sign-in link, access tokens, and to take up what the start
 * before left. Anywhere else these routes do not exist.
 */
export const local = new Hono<App>();

local.use('/_local/*', async (c, next) => {
  const { development, localAdminToken } = settings(c.env);
  const [, sent] = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  const known =
    development && localAdminToken !== undefined && sent !== undefined && equalConstantTime(sent, localAdminToken);
  if (!known) throw notFound('The page');
  await next();
});

local.post('/_local/sign-in-link', async (c) => {
  const db = database(c.env.DB);
  const token = await makeSignInLink(db, await firstOwner(db));
  return c.json({ url: `${settings(c.env).publicUrl}/sign-in?token=${token}` });
});

local.post('/_local/recover', async (c) => c.json(await recover(c.env)));

const tokenInput = z.strictObject({
  scopes: scopesInput,
  days: z.int().min(1).max(365).default(30),
  name: z.string().trim().min(1).max(100).default('Command line'),
});

local.post('/_local/tokens', async (c) => {
  const parsed = tokenInput.safeParse(await readJson(c));
  if (!parsed.success) throw invalidRequest(z.prettifyError(parsed.error));
  const db = database(c.env.DB);
  const { token } = await makeAccessToken(db, await firstOwner(db), parsed.data);
  return c.json({ token });
});
