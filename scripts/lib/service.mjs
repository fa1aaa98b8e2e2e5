import { Failure } from './failure.mjs';
import { reader } from './log.mjs';
import { tool } from './paths.mjs';
import { later, launch, toolEnv } from './process.mjs';

/**
 * @typedef {{ name: string, option: string, port: number, probe: string, args: string[] }} Service `probe` answers when it
 *   is ready, `option` sets its port.
 * @typedef {import('./log.mjs').Entry} Entry
 */

const READY_MS = 120_000;
const LAST_LINES = 40;

/** Always by this name: the OAuth issuer and resource are compared letter by letter. @param {number} port */
export const localUrl = (port) => `http://localhost:${port}`;

/**
 * Starts one Worker under wrangler. `ready` settles when it answers or cannot; `failed` is rejected when it ends by itself.
 * @param {Service} service @param {string} registry where local Workers find each other @param {(entry: Entry) => void} print
 */
export function startService({ name, port, probe, args }, registry, print) {
  const read = reader(name);
  let isReady = false;
  /** @type {string[]} */
  const said = [];
  const lastWords = () => said.slice(-LAST_LINES).join('\n') || child.tail();
  let fail = (/** @type {Failure} */ _reason) => {};
  const failed = new Promise((_resolve, reject) => (fail = reject));
  failed.catch(() => {});
  const child = launch(tool('wrangler'), args, {
    env: devEnv(registry),
    onLine: (line, stream) => {
      const entry = read(line, stream);
      if (entry) print(entry);
      if (entry && !isReady) said.push(line);
      /* wrangler would wait for an edit; a start does not. */
      if (!isReady && line.includes('[ERROR] Build failed')) {
        void later(500).then(() => fail(new Failure(`${name} cannot be built:\n${lastWords()}`)));
      }
    },
  });
  void child.exited.then((code) => {
    const when = isReady ? '.' : ` before it was ready:\n${lastWords()}`;
    fail(new Failure(`${name} ended by itself (exit status ${code})${when}`));
  });

  const answers = async () => {
    const until = Date.now() + READY_MS;
    let seen = 'did not answer';
    while (Date.now() < until) {
      const response = await fetch(localUrl(port) + probe, { signal: AbortSignal.timeout(5_000) }).catch(
        () => undefined,
      );
      await response?.body?.cancel();
      isReady = response?.ok ?? false;
      if (isReady) return;
      if (response) seen = `answered ${response.status}`;
      await later(100);
    }
    throw new Failure(`${name} was not ready after ${READY_MS / 1_000} seconds: ${probe} ${seen}.\n${lastWords()}`);
  };
  return { failed, ready: Promise.race([answers(), failed]) };
}

/** Nothing of the person's Cloudflare settings reaches a local Worker. @param {string} registry */
function devEnv(registry) {
  const direct = ['localhost', '127.0.0.1', '::1'];
  return {
    ...toolEnv(),
    NO_COLOR: '1',
    NO_PROXY: [...direct, process.env.NO_PROXY ?? ''].filter(Boolean).join(','),
    CLOUDFLARE_ENV: '',
    CLOUDFLARE_INCLUDE_PROCESS_ENV: 'false',
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    WRANGLER_REGISTRY_PATH: registry,
  };
}
