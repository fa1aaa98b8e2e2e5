import { json, type JsonObject } from '../kernel/call';

/** A refusal in Slack's words: HTTP 200 and `ok: false`. */
export class SlackFailure extends Error {
  constructor(
    readonly code: string,
    readonly extra: JsonObject = {},
  ) {
    super(code);
  }
}

export const refuse = (code: string, extra: JsonObject = {}): never => {
  throw new SlackFailure(code, extra);
};

export function slackFailure(status: number): Response {
  if (status === 429) return json({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': '1' });
  if (status === 200) return json({ ok: false, error: 'internal_error' });
  if (status >= 500) return json({ ok: false, error: status === 503 ? 'service_unavailable' : 'fatal_error' }, status);
  return json({ ok: false, error: status === 401 ? 'invalid_auth' : 'request_refused' }, status);
}
