import { join } from 'node:path';
import { devNull } from 'node:os';
import { Failure } from '../failure.mjs';
import { PROJECT_NODE, ROOT } from '../paths.mjs';
import { later, launch, toolEnv } from '../process.mjs';
import { cpuMs } from './cpu.mjs';
import { ask } from './load.mjs';
import { freePort } from './stack.mjs';

const MAIN = join(ROOT, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js');
const READY_MS = 30_000;

/** @param {number} port @param {Record<string, unknown>} message @param {Record<string, string>} headers */
const send = (port, message, headers) =>
  ask({ port, path: '/mcp', headers, body: JSON.stringify({ jsonrpc: '2.0', ...message }), good: () => true });

/** The reference server of the protocol's makers, on Node, with one session that is open. */
export async function startEverything() {
  const port = await freePort();
  /* It writes a line for each request; nobody reads them. */
  const args = ['-c', `exec "$0" "$1" streamableHttp > ${devNull}`, PROJECT_NODE, MAIN];
  const child = launch('sh', args, { env: { ...toolEnv(), PORT: String(port) } });
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const clientInfo = { name: 'load', version: '1.0.0' };
  const hello = {
    id: 0,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo },
  };
  for (const until = Date.now() + READY_MS; ; await later(100)) {
    const answer = await send(port, hello, headers).catch(() => undefined);
    if (answer !== undefined) {
      const session = {
        ...headers,
        'mcp-session-id': String(answer.headers['mcp-session-id']),
        'mcp-protocol-version': '2025-06-18',
      };
      return { port, headers: session, cpuMs: () => cpuMs((line) => line.includes(`${MAIN} streamableHttp`)) };
    }
    if (Date.now() > until) throw new Failure(`server-everything did not start:\n${child.tail()}`);
  }
}
