import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tokenProxy } from './proxy';
import { startFixtureStack } from './stack';

const ROOT = resolve(import.meta.dirname, '../../..');
const SUITE = join(ROOT, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');
const REVISIONS = ['2026-07-28', '2025-11-25'] as const;
type Revision = (typeof REVISIONS)[number];

/* Scenarios that call the suite's own fixtures (test_simple_text, test://static-text ...): a production server has none of them. They
   run against the fixture address, where the whole suite has to pass. */
const NEEDS_FIXTURES =
  /^(tools-call-|resources-read-|resources-templates-read|prompts-get-|completion-complete|input-required-result-|server-stateless)/;

/* What a server without sessions does not offer to 2025 clients, on purpose: it cannot ask the client anything in the middle of a call
   (sampling, elicitation), and it sends no messages outside of one (subscriptions, log level of a session). */
const WITHOUT_SESSIONS: Record<Revision, RegExp> = {
  '2026-07-28': /^$/,
  '2025-11-25': /^(tools-call-sampling|tools-call-elicitation|elicitation-sep1034-defaults|elicitation-sep1330-enums)$/,
};

/* On production endpoints furthermore: no resource is watched, no log level is kept, because neither is declared. */
const NOT_DECLARED = /^(logging-set-level|resources-subscribe|resources-unsubscribe|elicitation-)/;

interface Result {
  passed: string[];
  failed: string[];
  output: string;
}

/** Runs exactly what a revision requires and reads which scenarios passed; what the suite does not score is left out. */
function conformance(url: string, revision: Revision): Promise<Result> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [SUITE, 'server', '--url', url, '--requirements', revision], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (part: Buffer) => (output += part.toString()));
    child.stderr.on('data', (part: Buffer) => (output += part.toString()));
    child.on('error', fail);
    child.on('exit', () => {
      const [scored = '', unscored = ''] = output.slice(output.lastIndexOf('=== SUMMARY ===')).split(/^Not scored/m, 2);
      const names = (text: string, mark: string) =>
        [...text.matchAll(new RegExp(`^\\s*${mark} ([^\\s:]+)`, 'gm'))].map(([, name = '']) => name);
      const outside = new Set([...names(unscored, '✓'), ...names(unscored, '✗')]);
      const pick = (mark: string) => names(scored, mark).filter((name) => !outside.has(name));
      done({ passed: pick('✓'), failed: pick('✗'), output });
    });
  });
}

describe('the official conformance suite', () => {
  let stack: Awaited<ReturnType<typeof startFixtureStack>>;
  beforeAll(async () => {
    stack = await startFixtureStack(['slack:read', 'slack:write']);
  }, 120_000);
  afterAll(() => stack.stop());

  const runAgainst = async (path: string, revision: Revision): Promise<Result> => {
    const proxy = await tokenProxy(stack.url + path, stack.token);
    try {
      return await conformance(proxy.url, revision);
    } finally {
      proxy.close();
    }
  };

  for (const revision of REVISIONS) {
    test(`${revision}: everything, with the suite's fixtures`, { timeout: 240_000 }, async () => {
      const { passed, failed, output } = await runAgainst('/mcp/conformance', revision);
      const unexpected = failed.filter((name) => !WITHOUT_SESSIONS[revision].test(name));
      expect(unexpected, output.slice(-4000)).toEqual([]);
      expect(passed.length).toBeGreaterThan(20);
    });

    for (const path of ['/mcp/slack', '/mcp']) {
      test(`${revision}: the production endpoint ${path}`, { timeout: 240_000 }, async () => {
        const { passed, failed, output } = await runAgainst(path, revision);
        const unexpected = failed.filter((name) => !NEEDS_FIXTURES.test(name) && !NOT_DECLARED.test(name));
        expect(unexpected, output.slice(-4000)).toEqual([]);
        expect(passed).toEqual(expect.arrayContaining(['tools-list', 'dns-rebinding-protection']));
      });
    }
  }
});
