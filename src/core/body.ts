import { invalidRequest, SeneschalError } from './errors';

/** The body is beyond its cap: answered 413. */
export class TooLarge extends SeneschalError {
  constructor(maxBytes: number) {
    super('invalid_request', `The body is larger than ${maxBytes} bytes.`);
  }
}

/** The raw body, refused above `maxBytes`. @throws {TooLarge} */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw new TooLarge(maxBytes);
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    total += chunk.byteLength;
    if (total > maxBytes) throw new TooLarge(maxBytes);
    chunks.push(chunk);
  }
  const out = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.byteLength;
  }
  return out;
}

/** Text that is exactly what was sent. @throws {SeneschalError} `invalid_request` for anything but UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw invalidRequest('The body is not valid UTF-8.');
  }
}
