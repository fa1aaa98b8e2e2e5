import { defineConfig } from 'vitest/config';

/* The started product, driven from outside: one file at a time, each with its own ports and state. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    cacheDir: '../../node_modules/.vite-e2e',
    include: ['**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
