import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../failure.mjs';
import { ROOT } from '../paths.mjs';
import { expectSuccess, wrangler } from '../process.mjs';

/* The Miniflare that wrangler brings along: its workerd is the one deploys are made for. */
const ofWrangler = createRequire(createRequire(import.meta.url).resolve('wrangler'));
/** @type {typeof import('miniflare')} */
const { Miniflare, convertV4MiniflareOptions, Log, LogLevel } = ofWrangler('miniflare');
/** @type {typeof import('wrangler')} */
const { unstable_getMiniflareWorkerOptions: readOptions, unstable_splitSqlQuery: splitSql } = ofWrangler('wrangler');

export const OUT = join(ROOT, 'dist', 'bench');

/**
 * Bundles a Worker as a deploy does.
 * @param {string} name @param {string} config @param {string[]} [more]
 */
async function bundle(name, config, more = []) {
  const folder = join(OUT, name);
  rmSync(folder, { recursive: true, force: true });
  const args = ['deploy', ...more, '--config', config, '--dry-run', '--outdir', folder];
  expectSuccess(`Bundling ${name}`, await wrangler(args));
  const files = readdirSync(folder).filter((file) => !/\.map$|^README\.md$/.test(file));
  const main = files.filter((file) => file.endsWith('.js') && !file.endsWith('.client.js'));
  return [...main, ...files.filter((file) => !main.includes(file))].map((file) => ({
    type: /** @type {'ESModule' | 'Text'} */ (main.includes(file) ? 'ESModule' : 'Text'),
    path: join(folder, file),
  }));
}

/** @param {string} config */
function optionsOf(config) {
  const { workerOptions } = readOptions(join(ROOT, config));
  /* Paths in a wrangler.toml are seen from its folder; the modules are given whole. */
  const { rootPath: _root, modulesRules: _rules, ...options } = workerOptions;
  return options;
}

/** @param {unknown} value @returns {never} */
const as = (value) => /** @type {never} */ (value);

/**
 * Starts Seneschal, the yardstick and the stand-in platform in one workerd, each on a socket of its own: no proxy and no development
 * tooling stands between a request and the Worker. Miniflare simulates D1, KV and the queue in the same process.
 * @param {{ readable: boolean }} options `readable` leaves the bundle as it is written, for a profile.
 */
export async function startStack({ readable }) {
  const [port, helloPort, inspectorPort] = [await freePort(), await freePort(), await freePort()];
  const url = `http://localhost:${port}`;
  const plain = readable ? ['--minify=false'] : [];
  const [seneschal, hello, platform] = await Promise.all([
    bundle('seneschal', 'wrangler.toml', ['test/load/worker.ts', ...plain]),
    bundle('hello', 'test/load/hello.toml', plain),
    bundle('platform', 'test/load/platform.toml'),
  ]);
  /* In memory where that can be had: how fast this machine's disk is says nothing about Cloudflare's storage. */
  const state = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'seneschal-bench-'));
  process.on('exit', () => rmSync(state, { recursive: true, force: true }));
  const options = optionsOf('wrangler.toml');
  const settings = {
    PUBLIC_URL: url,
    SANDBOX_URL: 'http://platform.test',
    MASTER_KEYS: `1:${randomBytes(32).toString('base64')}`,
  };
  const direct = (/** @type {number} */ on) => [{ host: '127.0.0.1', port: on }];
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      log: new Log(LogLevel.WARN),
      cf: false,
      resourcePersistencePath: state,
      ...(readable && { inspectorPort }),
      workers: [
        as({
          ...options,
          name: 'seneschal',
          modules: seneschal,
          modulesRoot: join(OUT, 'seneschal'),
          bindings: Object.assign({}, options.bindings, settings),
          outboundService: 'platform',
          unsafeDirectSockets: direct(port),
        }),
        as({
          ...optionsOf('test/load/hello.toml'),
          name: 'hello',
          modules: hello,
          modulesRoot: join(OUT, 'hello'),
          unsafeDirectSockets: direct(helloPort),
        }),
        as({
          ...optionsOf('test/load/platform.toml'),
          name: 'platform',
          modules: platform,
          modulesRoot: join(OUT, 'platform'),
        }),
      ],
    }),
  );
  await miniflare.ready;
  const db = await miniflare.getD1Database('DB', 'seneschal');
  for (const file of readdirSync(join(ROOT, 'drizzle'))
    .filter((name) => name.endsWith('.sql'))
    .sort()) {
    const statements = splitSql(readFileSync(join(ROOT, 'drizzle', file), 'utf8'));
    await db.batch(statements.map((sql) => db.prepare(sql)));
  }

  /** Opens one of the doors of test/load/worker.ts. @param {string} name @param {Record<string, unknown>} [input] */
  const door = async (name, input = {}) => {
    const response = await fetch(`${url}/_load/${name}`, { method: 'POST', body: JSON.stringify(input) });
    if (!response.ok) throw new Failure(`The door ${name} answered ${response.status}: ${await response.text()}`);
    return /** @type {Promise<any>} */ (response.json());
  };
  /** The first column of a statement's first row. @param {string} sql @param {unknown[]} values */
  const number = async (sql, ...values) => {
    const [row] =
      (await db
        .prepare(sql)
        .bind(...values)
        .raw()) ?? [];
    return Number(row?.[0] ?? 0);
  };
  return { port, helloPort, inspectorPort, url, db, door, number, stop: () => miniflare.dispose() };
}

/** @returns {Promise<number>} */
export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
