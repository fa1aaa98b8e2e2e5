import { Answer, json, type JsonObject } from '../kernel/call';

/** Zoom's own codes, which say more than the HTTP status. */
export function zoomError(status: number, code: number, message: string, extra: JsonObject = {}): Response {
  return json({ code, message, ...extra }, status);
}

export const refuse = (status: number, code: number, message: string, extra?: JsonObject): never => {
  throw new Answer(zoomError(status, code, message, extra));
};

export const invalidField = (field: string, message = 'Invalid field.'): never =>
  refuse(400, 300, 'Validation Failed.', { errors: [{ field, message }] });

export const noMeeting = (id: string): never => refuse(404, 3001, `Meeting does not exist: ${id}.`);

export function zoomFailure(status: number): Response {
  if (status === 401) return zoomError(401, 124, 'Invalid access token.');
  if (status === 404) return zoomError(404, 3001, 'Meeting does not exist.');
  if (status === 429) {
    const message = 'You have reached the maximum per-second rate limit for this API. Try again later.';
    return json({ code: 429, message }, 429, { 'x-ratelimit-type': 'QPS', 'retry-after': '1' });
  }
  return zoomError(status, status >= 500 ? 500 : 300, status >= 500 ? 'Internal server error.' : 'Request refused.');
}
