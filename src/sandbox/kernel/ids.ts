const PRIME = 0x100000001b3n;
const MASK = 0xffffffffffffffffn;

/** FNV-1a, 64 bits: the same name gives the same id in every seeding, and in every test. */
export function hash64(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = ((hash ^ BigInt(byte)) * PRIME) & MASK;
  /* FNV changes only the low bits for a last character; one more round spreads them over the whole word. */
  return ((hash ^ (hash >> 29n)) * 0xbf58476d1ce4e5b9n) & MASK;
}

export const hexId = (text: string): string => hash64(text).toString(16).padStart(16, '0');

/** An id such as Slack's `U03…`: a prefix and `length` characters of A-Z and 0-9. */
export function upperId(prefix: string, text: string, length = 9): string {
  return prefix + `${hash64(text).toString(36)}${hash64(`${text}+`).toString(36)}`.toUpperCase().slice(0, length);
}

export function digitsId(text: string, length: number): string {
  const digits = `${hash64(text)}${hash64(`${text}+`)}`;
  return `${(Number(digits[0]) % 9) + 1}${digits.slice(1, length)}`;
}

/** `length` bytes that depend on nothing but the text. */
export function hashBytes(text: string, length: number): Uint8Array {
  const out = new Uint8Array(length);
  const view = new DataView(new ArrayBuffer(8));
  for (let at = 0; at < length; at += 8) {
    view.setBigUint64(0, hash64(`${text}#${at}`));
    out.set(new Uint8Array(view.buffer).subarray(0, Math.min(8, length - at)), at);
  }
  return out;
}
