import { cloudflareTest } from '@cloudflare/vitest-pool-workers';
import { defineConfig } from 'vitest/config';
import { common, models, workerd } from './vitest.shared.config.ts';

/** Pure functions need a runtime and nothing around it. */
const bare = () => cloudflareTest({ miniflare: { compatibilityDate: '2026-11-01' } });

/** Which tests know a part of the house. */
const PARTS = {
  core: { plugin: bare, test: { include: ['src/core/*.test.ts'], testTimeout: 20_000 } },
  vault: {
    plugin: workerd,
    test: {
      ...common,
      include: ['src/vault/*.test.ts', 'test/integration/{data-keys,master-keys,rotation,reseal}.test.ts'],
    },
  },
  object: {
    plugin: workerd,
    test: {
      ...common,
      provide: { models: { ...models, runs: 5 } },
      include: [
        'durable-objects/**/*.test.ts',
        'test/integration/{integration-object,integration-model,healing,reseal,retention,sync,sharing}.test.ts',
      ],
    },
  },
};

export default defineConfig(async () => {
  const name = process.env['MUTATION_PART'] ?? 'core';
  const part = PARTS[name as keyof typeof PARTS];
  if (part === undefined) throw new Error(`MUTATION_PART is one of ${Object.keys(PARTS).join(', ')}, not ${name}.`);
  return { plugins: [await part.plugin()], test: part.test };
});
