import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-pool-workers';
import { defineConfig } from 'vitest/config';

const SPECS = new URL('../shared/specs/', import.meta.url);

/** Official API descriptions, where they lie beside the project: contract tests use them as data. */
function specs(): Record<string, unknown> {
  if (!existsSync(SPECS)) return {};
  const files = readdirSync(SPECS).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(
    files.map((file) => [file.replace(/\.json$/, ''), JSON.parse(readFileSync(new URL(file, SPECS), 'utf8'))]),
  );
}

const workerd = async () =>
  cloudflareTest({
    main: './test/support/worker.ts',
    wrangler: { configPath: './wrangler.toml' },
    miniflare: {
      durableObjects: { WORLD: { className: 'SandboxWorld', useSQLite: true } },
      bindings: {
        PUBLIC_URL: 'http://localhost:8787',
        SENESCHAL_URL: 'http://localhost:8787',
        SANDBOX_URL: 'http://sandbox.test',
        ENVIRONMENT: 'development',
        MASTER_KEYS: '1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
        LOCAL_ADMIN_TOKEN: 'local-admin-token-of-the-tests',
        MIGRATIONS: await readD1Migrations('./drizzle'),
        SPECS: specs() as never,
      },
    },
  });

const common = { setupFiles: ['./test/support/setup.ts'], testTimeout: 20_000 };

export default defineConfig(async () => ({
  test: {
    // Every core: the files do not know of each other.
    maxWorkers: '100%',
    silent: 'passed-only' as const,
    projects: [
      {
        plugins: [await workerd()],
        // One runtime for all of them: starting one takes longer than these tests, which leave nothing behind.
        test: {
          ...common,
          name: 'units',
          isolate: false,
          include: ['src/**/*.test.{ts,tsx}', 'durable-objects/**/*.test.ts', 'test/contract/**/*.test.ts'],
        },
      },
      {
        plugins: [await workerd()],
        // A fresh runtime, with empty storage, for each file.
        test: { ...common, name: 'integration', include: ['test/integration/**/*.test.ts'] },
      },
    ],
  },
}));
