import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { Failure } from '../failure.mjs';

/**
 * @typedef {{ port: number, path: string, headers: Record<string, string>, body: string, good: (text: string) => boolean }} Ask
 *   a request, and what a good answer to it looks like.
 * @typedef {{ perSecond: number, p50: number, p99: number, answered: number }} Measured times in milliseconds; `answered` counts from
 *   the first request on, the others from the end of the warm-up.
 */

/**
 * Keeps so many connections busy for so long, each with one request at a time. A single bad answer is a failure: speed without
 * correct answers is worth nothing.
 * @param {() => Ask} next @param {{ connections: number, warmMs: number, ms: number }} options
 * @returns {Promise<Measured>}
 */
export async function measure(next, { connections, warmMs, ms }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const from = performance.now() + warmMs;
  const until = from + ms;
  /** @type {number[]} */
  const times = [];
  let answered = 0;
  const lane = async () => {
    for (let began = performance.now(); began < until; began = performance.now()) {
      await ask(next(), agent);
      answered++;
      const now = performance.now();
      if (began >= from && now <= until) times.push(now - began);
    }
  };
  await Promise.all(Array.from({ length: connections }, lane)).finally(() => agent.destroy());
  times.sort((a, b) => a - b);
  return { perSecond: times.length / (ms / 1000), p50: quantile(times, 0.5), p99: quantile(times, 0.99), answered };
}

/** @param {number[]} sorted @param {number} q */
const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;

/** @param {readonly number[]} values */
export const median = (values) =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );

/** @param {Ask} what @param {Agent} [agent] @returns {Promise<{ text: string, headers: import('node:http').IncomingHttpHeaders }>} */
export function ask({ port, path, headers, body, good }, agent) {
  return new Promise((resolve, reject) => {
    const length = String(Buffer.byteLength(body));
    const options = { host: '127.0.0.1', port, path, method: 'POST', ...(agent && { agent }) };
    const sent = request({ ...options, headers: { ...headers, 'content-length': length } }, (response) => {
      /** @type {Buffer[]} */
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200 && good(text)) resolve({ text, headers: response.headers });
        else reject(new Failure(`${path} gave a bad answer (status ${response.statusCode}): ${text.slice(0, 500)}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
