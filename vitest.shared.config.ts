import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-pool-workers';

const SPECS = new URL('../shared/specs/', import.meta.url);

/** Official API descriptions, where they lie beside the project: contract tests use them as data. */
function specs(): Record<string, unknown> {
  if (!existsSync(SPECS)) return {};
  const files = readdirSync(SPECS).filter((file) => /\.(json|graphql)$/.test(file));
  return Object.fromEntries(
    files.map((file) => {
      const text = readFileSync(new URL(file, SPECS), 'utf8');
      // A GraphQL schema stays the text it is.
      return [file.replace(/\.(json|graphql)$/, ''), file.endsWith('.json') ? JSON.parse(text) : text];
    }),
  );
}

/** The Worker with its sandbox, in a real runtime. */
export const workerd = async () =>
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

/** How long the model-based tests go on, and from which seed: RUNS=1000 SEED=42. */
export const models = {
  runs: Number(process.env['RUNS'] ?? 25),
  ...(process.env['SEED'] !== undefined && { seed: Number(process.env['SEED']) }),
};

export const common = { setupFiles: ['./test/support/setup.ts'], testTimeout: 20_000 };
