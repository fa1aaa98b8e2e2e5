import { defineConfig } from 'vitest/config';

/* The started product, driven from outside: one file at a time, each with its own ports and state. */
export default defineConfig({
  cacheDir: '../../node_modules/.vite-e2e',
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
