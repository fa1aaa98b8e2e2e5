/** What a tool answered; undefined where nobody answered. */
export interface Answer {
  ok: boolean;
  /** The kind of the error. */
  kind?: string;
  text: string;
  content?: Record<string, unknown>;
}

const PATIENCE_MS = 20_000;

/** A request that may meet a dying server. @returns undefined where there was no whole answer. */
export async function tryFetch(
  url: string,
  init: RequestInit = {},
): Promise<{ status: number; text: string } | undefined> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
    return { status: response.status, text: await response.text() };
  } catch {
    return undefined;
  }
}

export interface Caller {
  call(server: string, tool: string, args: Record<string, unknown>): Promise<Answer | undefined>;
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<{ status: number; text: string } | undefined>;
}

/** A program with an access token. It asks once: whether to ask again is for the one who knows what is asked. */
export function callerOf(url: string, token: string): Caller {
  const authorization = `Bearer ${token}`;
  const json = { authorization, accept: 'application/json', 'content-type': 'application/json' };
  return {
    async call(server, name, args) {
      const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } };
      const headers = {
        ...json,
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2025-11-25',
      };
      const init = { method: 'POST', headers, body: JSON.stringify(message) };
      const answer = await tryFetch(`${url}/mcp/${server}`, init);
      return answer?.status === 200 ? answerIn(answer.text) : undefined;
    },
    async get(path) {
      const answer = await tryFetch(url + path, { headers: json });
      return answer?.status === 200 ? (JSON.parse(answer.text) as unknown) : undefined;
    },
    post: (path, body) => tryFetch(url + path, { method: 'POST', headers: json, body: JSON.stringify(body) }),
  };
}

interface Spoken {
  result?: {
    isError?: boolean;
    content?: { text?: string }[];
    structuredContent?: Record<string, unknown>;
    _meta?: { 'seneschal/error'?: { kind?: string } };
  };
  error?: { message: string };
}

/** A JSON answer, or the last event of a stream; undefined where it broke off before the result. */
function answerIn(text: string): Answer | undefined {
  const last = text.startsWith('{')
    ? text
    : text
        .split('\n')
        .findLast((line) => line.startsWith('data: {'))
        ?.slice(6);
  if (last === undefined) return undefined;
  let spoken: Spoken;
  try {
    spoken = JSON.parse(last) as Spoken;
  } catch {
    return undefined;
  }
  if (spoken.error !== undefined) return { ok: false, kind: 'protocol', text: spoken.error.message };
  if (spoken.result === undefined) return undefined;
  const { isError = false, content = [], structuredContent, _meta } = spoken.result;
  const kind = _meta?.['seneschal/error']?.kind;
  return {
    ok: !isError,
    text: content.map((part) => part.text ?? '').join(' '),
    ...(kind !== undefined && { kind }),
    ...(structuredContent !== undefined && { content: structuredContent }),
  };
}
