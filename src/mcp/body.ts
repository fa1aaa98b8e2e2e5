import { decodeUtf8, readBytes, TooLarge } from '../core/body';
import { SeneschalError } from '../core/errors';
import { newId } from '../core/ids';
import { checkJson, exceedsDepth, MAX_JSON_DEPTH } from '../core/json-limits';

export const MAX_BODY_BYTES = 4 * 1024 * 1024;

const rpcError = (status: number, code: number, message: string): Response =>
  Response.json({ jsonrpc: '2.0', error: { code, message, data: { reference: newId('ref') } }, id: null }, { status });

/** The request's JSON, read once and bounded; or the answer that refuses it, with nothing done. */
export async function readRpcBody(request: Request): Promise<{ body: unknown } | { refusal: Response }> {
  const type = (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') return { refusal: rpcError(415, -32600, 'Send the request as application/json.') };
  let text: string;
  try {
    text = decodeUtf8(await readBytes(request, MAX_BODY_BYTES));
  } catch (error) {
    const tooLarge = error instanceof TooLarge;
    return { refusal: rpcError(tooLarge ? 413 : 400, tooLarge ? -32600 : -32700, SeneschalError.from(error).message) };
  }
  if (exceedsDepth(text))
    return { refusal: rpcError(400, -32600, `The request is nested more than ${MAX_JSON_DEPTH} levels deep.`) };
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { refusal: rpcError(400, -32700, 'Parse error: the request is not valid JSON.') };
  }
  // Removed from the protocol in 2025-06-18, and before that nothing a client had to send: one request, one answer, one audit line.
  if (Array.isArray(body))
    return { refusal: rpcError(400, -32600, 'Send one request at a time: batches are not served.') };
  try {
    checkJson(body);
  } catch (error) {
    return { refusal: rpcError(400, -32600, SeneschalError.from(error).message) };
  }
  return { body };
}
