import { applyD1Migrations, env } from 'cloudflare:test';
import { beforeAll } from 'vitest';
import { routeOutbound } from './sandbox';

beforeAll(async () => {
  await applyD1Migrations(env.DB, env.MIGRATIONS);
  routeOutbound();
});
