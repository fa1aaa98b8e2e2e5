import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Failure } from '../failure.mjs';
import { ROOT } from '../paths.mjs';
import { measure } from './load.mjs';
import { OUT } from './stack.mjs';

/**
 * @typedef {{ id: number, callFrame: { functionName: string, url: string, lineNumber: number }, children?: number[] }} Node
 * @typedef {{ nodes: Node[], samples: number[], timeDeltas: number[] }} CpuProfile
 */

const TOP = 40;

/** A connection to the inspector of one Worker. @param {string} url */
async function inspect(url) {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Failure('The inspector did not answer.')));
  });
  let id = 0;
  /** @type {Map<number, (result: unknown) => void>} */
  const waiting = new Map();
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data));
    waiting.get(message.id)?.(message.result);
  });
  return {
    /** @param {string} method @param {object} [params] @returns {Promise<any>} */
    send: (method, params = {}) =>
      new Promise((resolve) => {
        waiting.set(++id, resolve);
        socket.send(JSON.stringify({ id, method, params }));
      }),
    close: () => socket.close(),
  };
}

/** Time in functions themselves and with all they call, the greatest first. @param {CpuProfile} cpu */
function byFunction({ nodes, samples, timeDeltas }) {
  const self = new Map(nodes.map(({ id }) => [id, 0]));
  for (const [at, id] of samples.entries()) self.set(id, (self.get(id) ?? 0) + (timeDeltas[at] ?? 0));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  /** @type {Map<string, { self: number, total: number }>} */
  const sums = new Map();
  const walk = (/** @type {number} */ id, /** @type {Set<string>} */ above) => {
    const node = byId.get(id);
    if (node === undefined) return 0;
    const { functionName, url, lineNumber } = node.callFrame;
    const name = `${functionName || '(anonymous)'} ${url.split('/').at(-1)}:${lineNumber + 1}`;
    const inside = new Set(above).add(name);
    let total = self.get(id) ?? 0;
    for (const child of node.children ?? []) total += walk(child, inside);
    const sum = sums.get(name) ?? { self: 0, total: 0 };
    sum.self += self.get(id) ?? 0;
    // A function that calls itself is counted once.
    if (!above.has(name)) sum.total += total;
    sums.set(name, sum);
    return total;
  };
  walk(nodes[0]?.id ?? 0, new Set());
  return [...sums].map(([name, sum]) => ({ name, ...sum }));
}

/**
 * Profiles Seneschal's Worker under a scenario's load: writes a `.cpuprofile` for a browser's tools, and prints where the time went.
 * @param {import('./sweeps.mjs').Stack} stack @param {import('./scenarios.mjs').Scenario} scenario @param {number} seconds
 */
export async function profile({ inspectorPort }, { name, next }, seconds) {
  const worker = name === 'bare' ? 'hello' : 'seneschal';
  const inspector = await inspect(`ws://127.0.0.1:${inspectorPort}/core:user:${worker}`);
  await measure(next, { connections: 4, warmMs: 0, ms: 2_000 });
  await inspector.send('Profiler.enable');
  await inspector.send('Profiler.setSamplingInterval', { interval: 200 });
  await inspector.send('Profiler.start');
  const { answered } = await measure(next, { connections: 4, warmMs: 0, ms: seconds * 1_000 });
  const { profile: cpu } = /** @type {{ profile: CpuProfile }} */ (await inspector.send('Profiler.stop'));
  inspector.close();
  mkdirSync(OUT, { recursive: true });
  const file = join(OUT, `${name}.cpuprofile`);
  writeFileSync(file, JSON.stringify(cpu));
  const rows = byFunction(cpu);
  const whole = rows.reduce((sum, row) => sum + row.self, 0);
  const show = (/** @type {number} */ us) => `${((us / whole) * 100).toFixed(1).padStart(5)} %`;
  const print = (/** @type {'self' | 'total'} */ by) =>
    [...rows]
      .sort((a, b) => b[by] - a[by])
      .slice(0, TOP)
      .map((row) => `${show(row.self)}  ${show(row.total)}  ${row.name}`)
      .join('\n');
  process.stdout.write(`${answered} calls\n\n   self    total  by self\n${print('self')}\n`);
  process.stdout.write(`\n   self    total  by total\n${print('total')}\n\nProfile: ${relative(ROOT, file)}\n`);
}
