/**
 * Mutation testing by part of the house: every mutant of a part meets the tests that know it.
 * @param {string} name
 * @param {string[]} mutate
 * @param {number} concurrency
 */
const part = (name, mutate, concurrency) => ({
  /** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
  options: {
    testRunner: 'vitest',
    vitest: { configFile: 'vitest.mutation.config.ts', related: false },
    mutate: [...mutate, '!**/*.test.ts'],
    concurrency,
    // What is evaluated once, when a module is loaded, would meet every test of the part in a runtime of its own.
    ignoreStatic: true,
    reporters: ['clear-text', 'json', 'progress-append-only'],
    jsonReporter: { fileName: `.stryker/${name}.json` },
    clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false },
    tempDirName: '.stryker/tmp',
    ignorePatterns: ['docs', '.seneschal', '.wrangler', '.stryker', 'dist'],
    thresholds: { high: 95, low: 90, break: 85 },
  },
});

const PARTS = {
  core: part('core', ['src/core/*.ts'], 2),
  vault: part('vault', ['src/vault/*.ts'], 2),
  object: part('object', ['durable-objects/integration.ts', 'durable-objects/integration/*.ts'], 2),
};

const name = process.env['MUTATION_PART'] ?? 'core';
if (!(name in PARTS)) throw new Error(`MUTATION_PART is one of ${Object.keys(PARTS).join(', ')}, not ${name}.`);

export default PARTS[/** @type {keyof typeof PARTS} */ (name)].options;
