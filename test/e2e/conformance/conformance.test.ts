import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tokenProxy } from './proxy';
import { startFixtureStack } from './stack';

const ROOT = resolve(import.meta.dirname, '../../..');
const SUITE = join(ROOT, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');
const REVISIONS = ['2026-07-28', '2025-11-25'] as const;
type Revision = (typeof REVISIONS)[number];

/* Scenarios that ask for none of the suite's own fixtures (test_simple_text, test://static-text ...), which a production server does not
   have: they run against production endpoints. Everything runs against the fixture address. */
const PRODUCTION: Record<Revision, readonly string[]> = {
  '2026-07-28': [
    'tools-list',
    'resources-list',
    'prompts-list',
    'sep-2164-resource-not-found',
    'dns-rebinding-protection',
    'caching',
    'server-sse-multiple-streams',
    'http-header-validation',
    'input-required-result-unsupported-methods',
  ],
  '2025-11-25': [
    'server-initialize',
    'ping',
    'tools-list',
    'resources-list',
    'prompts-list',
    'dns-rebinding-protection',
  ],
};

/* What a server without sessions does not offer to 2025 clients, on purpose: it cannot ask the client anything in the middle of a call
   (sampling, elicitation), and it sends no messages outside of one (subscriptions, log level of a session). */
const WITHOUT_SESSIONS: Record<Revision, RegExp> = {
  '2026-07-28': /^$/,
  '2025-11-25': /^(tools-call-sampling|tools-call-elicitation|elicitation-sep1034-defaults|elicitation-sep1330-enums)$/,
};

interface Result {
  passed: string[];
  failed: string[];
  output: string;
}

/** Runs the suite's command line and answers what it printed and whether it was satisfied. */
function suite(...args: string[]): Promise<{ satisfied: boolean; output: string }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [SUITE, 'server', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (part: Buffer) => (output += part.toString()));
    child.stderr.on('data', (part: Buffer) => (output += part.toString()));
    child.on('error', fail);
    child.on('exit', (code) => done({ satisfied: code === 0, output }));
  });
}

/** Runs exactly what a revision requires and reads which scenarios passed; what the suite does not score is left out. */
async function everything(url: string, revision: Revision): Promise<Result> {
  const { output } = await suite('--url', url, '--requirements', revision);
  const [scored = '', unscored = ''] = output.slice(output.lastIndexOf('=== SUMMARY ===')).split(/^Not scored/m, 2);
  const names = (text: string, mark: string) =>
    [...text.matchAll(new RegExp(`^\\s*${mark} ([^\\s:]+)`, 'gm'))].map(([, name = '']) => name);
  const outside = new Set([...names(unscored, '✓'), ...names(unscored, '✗')]);
  const pick = (mark: string) => names(scored, mark).filter((name) => !outside.has(name));
  return { passed: pick('✓'), failed: pick('✗'), output };
}

describe('the official conformance suite', () => {
  let stack: Awaited<ReturnType<typeof startFixtureStack>>;
  beforeAll(async () => {
    stack = await startFixtureStack(['slack:read', 'slack:write']);
  }, 120_000);
  afterAll(() => stack.stop());

  const behindProxy = async <T>(path: string, use: (url: string) => Promise<T>): Promise<T> => {
    const proxy = await tokenProxy(stack.url + path, stack.token);
    try {
      return await use(proxy.url);
    } finally {
      proxy.close();
    }
  };

  for (const revision of REVISIONS) {
    test(`${revision}: everything, with the suite's fixtures`, async () => {
      const { passed, failed, output } = await behindProxy('/mcp/conformance', (url) => everything(url, revision));
      const unexpected = failed.filter((name) => !WITHOUT_SESSIONS[revision].test(name));
      expect(unexpected, output.slice(-4000)).toEqual([]);
      expect(passed.length).toBeGreaterThan(20);
    });

    test(`${revision}: production endpoints`, async () => {
      for (const path of ['/mcp/slack', '/mcp']) {
        const results = await behindProxy(path, (url) =>
          Promise.all(
            PRODUCTION[revision].map((name) => suite('--url', url, '--scenario', name, '--spec-version', revision)),
          ),
        );
        const failed = PRODUCTION[revision].filter((_, index) => results[index]?.satisfied !== true);
        expect(failed, `${path}: ${results.find(({ satisfied }) => !satisfied)?.output.slice(-3000)}`).toEqual([]);
      }
    });
  }
});
