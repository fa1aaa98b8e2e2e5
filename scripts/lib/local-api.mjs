import { Failure } from './failure.mjs';
import { localSecret } from './secrets.mjs';

/**
 * Asks the running Seneschal for what only this machine may have (`/_local/...`), as the local owner.
 * @param {number} port @param {string} path @param {unknown} [body]
 * @returns {Promise<Record<string, unknown>>}
 */
export async function askLocal(port, path, body = {}) {
  const url = `http://localhost:${port}`;
  const token = localSecret('LOCAL_ADMIN_TOKEN');
  if (!token) throw new Failure('.dev.vars has no LOCAL_ADMIN_TOKEN yet. npm start makes it.');
  let response;
  try {
    response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
  } catch (error) {
    if (/** @type {Error} */ (error).name === 'TimeoutError')
      throw new Failure(`${url} did not answer within 30 seconds.`);
    throw new Failure(
      `Seneschal is not running on ${url}. Start it with: npm start${port === 8787 ? '' : ` -- --port ${port}`}`,
    );
  }
  const text = await response.text();
  const answer = parseObject(text);
  if (response.ok && answer) return answer;
  const problem = answer?.detail ?? answer?.title;
  throw new Failure(
    typeof problem === 'string'
      ? problem
      : `${url}${path} answered ${response.status}, not what Seneschal answers: ${text.slice(0, 200)}`,
  );
}

/** @param {string} text @returns {Record<string, unknown> | undefined} */
function parseObject(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
