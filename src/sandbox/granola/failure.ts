import { Answer, json } from '../kernel/call';

/** Granola does not describe its errors; a message beside the status is what it is seen to send. */
export const granolaFailure = (
  status: number,
  message = 'Request failed',
  headers: Record<string, string> = {},
): Response => json({ message }, status, headers);

export const refuse = (status: number, message: string, headers?: Record<string, string>): never => {
  throw new Answer(granolaFailure(status, message, headers));
};
