import { invalidRequest } from './errors';

export const MAX_JSON_DEPTH = 64;
export const MAX_JSON_NODES = 50_000;

/**
 * Refuses a parsed JSON value that is too deep or too large to walk safely, or holds what our stores would change silently:
 * NUL characters, lone surrogates, numbers that are no longer exact.
 * @throws {SeneschalError} `invalid_request`, naming the limit.
 */
export function checkJson(value: unknown): void {
  const stack: { node: unknown; depth: number }[] = [{ node: value, depth: 0 }];
  let nodes = 0;
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { node, depth } = entry;
    if (++nodes > MAX_JSON_NODES) throw invalidRequest(`The JSON has more than ${MAX_JSON_NODES} values.`);
    if (typeof node === 'string') checkText(node);
    else if (typeof node === 'number' && !isExact(node)) {
      throw invalidRequest('A whole number is beyond 2^53 - 1; send it as a string.');
    } else if (typeof node === 'object' && node !== null) {
      if (depth === MAX_JSON_DEPTH) throw invalidRequest(`The JSON is nested more than ${MAX_JSON_DEPTH} levels deep.`);
      for (const [key, child] of Object.entries(node)) {
        // Parsers of arguments skip this name: what looks refused would be lost silently.
        if (key === '__proto__') throw invalidRequest('An object may not have a member named __proto__.');
        checkText(key);
        stack.push({ node: child, depth: depth + 1 });
      }
    }
  }
}

/** A fraction, or a whole number that survived parsing: `1e999` becomes infinite. */
const isExact = (value: number): boolean =>
  Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));

function checkText(text: string): void {
  if (text.includes('\0')) throw invalidRequest('Text may not contain the NUL character.');
  if (!text.isWellFormed()) throw invalidRequest('Text contains half of a surrogate pair.');
}

/** Depth of brackets in JSON text, found without parsing it: parsing very deep text costs more than refusing it. */
export function exceedsDepth(text: string, limit = MAX_JSON_DEPTH): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (inString) {
      if (char === '\\') at++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') {
      if (++depth > limit) return true;
    } else if (char === '}' || char === ']') depth--;
  }
  return false;
}
