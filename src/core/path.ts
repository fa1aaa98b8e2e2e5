import { invalidRequest } from './errors';

declare const encoded: unique symbol;

/** A path whose every variable part was encoded, with its template for logs and limits. Made only by the `path` tag. */
export interface EncodedPath {
  readonly value: string;
  /** The same path with `{}` in place of each value: safe to log. */
  readonly template: string;
  readonly [encoded]: true;
}

/**
 * Builds a path from literal text and encoded values: path`/meetings/${id}/recordings`.
 *
 * A value can never add a segment, climb out of its place or start a query: it is percent-encoded, and a value that is empty,
 * made of dots alone or no well-formed text is refused.
 * @throws {SeneschalError} `invalid_request` for such a value: it came from the caller.
 */
export function path(literals: TemplateStringsArray, ...values: (string | number)[]): EncodedPath {
  let value = literals[0] ?? '';
  let template = value;
  values.forEach((raw, index) => {
    const text = String(raw);
    if (text === '' || /^\.+$/.test(text) || !text.isWellFormed()) {
      throw invalidRequest('An id may not be empty or made of dots alone. Use an id from a list.');
    }
    const literal = literals[index + 1] ?? '';
    value += encodeURIComponent(text) + literal;
    template += `{}${literal}`;
  });
  return { value, template } as EncodedPath;
}

/**
 * The path of a method that we name ourselves, such as `conversations.list`: it stands in logs as it is.
 * @throws {SeneschalError} `invalid_request` for anything but letters, digits and dots.
 */
export function methodPath(name: string): EncodedPath {
  if (!/^[a-z]\w*(\.\w+)*$/i.test(name)) throw invalidRequest('There is no method of that name.');
  return { value: `/${name}`, template: `/${name}` } as EncodedPath;
}
