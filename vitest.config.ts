import { defineConfig } from 'vitest/config';
import { common, models, workerd } from './vitest.shared.config.ts';

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
        test: { ...common, provide: { models }, name: 'integration', include: ['test/integration/**/*.test.ts'] },
      },
    ],
  },
}));
