import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * Files below `target` may import from the house only what is allowed.
 * @param {string} target
 * @param {...string} allowed
 */
const rooms = (target, ...allowed) => ({ target, allowed: [target, ...allowed] });

const HOUSE = [
  './src/core',
  './src/connectors',
  './src/servers',
  './src/registry.ts',
  './src/env.ts',
  './src/vault',
  './src/db',
  './src/events',
  './durable-objects',
  './src/mcp',
  './src/auth',
  './src/http',
  './src/console',
  './src/jobs',
  './src/sandbox',
  './src/index.ts',
];
const ENGINE = [
  './src/core',
  './src/connectors',
  './src/servers',
  './src/registry.ts',
  './src/env.ts',
  './src/vault',
  './src/db',
  './src/events',
];

/* Imports point one way: definitions know only core, the engine knows the definitions, delivery knows the engine. */
const DIRECTION = [
  rooms('./src/core'),
  rooms('./src/connectors', './src/core'),
  rooms('./src/servers', './src/core'),
  rooms('./src/registry.ts', './src/core', './src/connectors', './src/servers'),
  rooms('./src/env.ts', './src/core', './src/registry.ts', './durable-objects'),
  rooms('./src/vault', './src/core', './src/db', './src/env.ts'),
  rooms('./src/db', './src/core'),
  rooms('./src/events', './src/core', './src/db', './src/env.ts'),
  rooms('./durable-objects', ...ENGINE, './src/auth'),
  rooms('./src/mcp', ...ENGINE, './durable-objects', './src/auth'),
  rooms('./src/auth', ...ENGINE, './durable-objects', './src/console'),
  rooms('./src/http', ...ENGINE, './durable-objects', './src/auth', './src/console', './src/mcp', './src/jobs'),
  rooms('./src/console', ...ENGINE, './durable-objects', './src/auth'),
  rooms('./src/jobs', ...ENGINE, './durable-objects', './src/auth'),
  rooms('./src/sandbox', './src/core'),
];

const zones = DIRECTION.map(({ target, allowed }) => ({
  target,
  from: HOUSE.filter((room) => !allowed.includes(room)),
  message: 'Imports point one way: see "The house" in AGENTS.md.',
}));

export default tseslint.config(
  {
    ignores: [
      '*.config.ts',
      'node_modules/',
      'dist/',
      '**/.wrangler/',
      '.seneschal/',
      '.stryker/',
      'drizzle/',
      'coverage/',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './tsconfig.node.json'], tsconfigRootDir: import.meta.dirname },
    },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      'import-x/no-restricted-paths': ['error', { zones }],
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
    },
  },
  {
    /* Type-only imports of object classes are fine everywhere; tests may reach anything. */
    files: ['test/**/*.ts', 'test/**/*.tsx', '**/*.test.ts', '**/*.test.tsx'],
    rules: { 'import-x/no-restricted-paths': 'off', 'no-console': 'off' },
  },
);
