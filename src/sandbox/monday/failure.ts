import { GraphQLError } from 'graphql';
import { json, type JsonObject } from '../kernel/call';

/** A refusal in monday.com's form: under status 200, or under the status it stands for where the transport itself refuses. */
export const refused = (
  code: string,
  message: string,
  { status = 200, headers = {}, ...extra }: { status?: number; headers?: Record<string, string> } & JsonObject = {},
): Response => json({ errors: [{ message, extensions: { code, status_code: status, ...extra } }] }, status, headers);

/** An error of one field: the others are answered all the same. */
export const fieldError = (code: string, status: number, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code, status_code: status, error_data: {} } });

export const noBoard = (): GraphQLError =>
  fieldError('ResourceNotFoundException', 404, 'Board not found, or you are not allowed to see it');
export const noItem = (): GraphQLError =>
  fieldError('ResourceNotFoundException', 404, 'Item not found, or you are not allowed to see it');

export function mondayFailure(status: number): Response {
  if (status === 200) return refused('API_TEMPORARILY_BLOCKED', 'API temporarily blocked', { retry_in_seconds: 5 });
  if (status === 401) return refused('NOT_AUTHENTICATED', 'Not Authenticated', { status });
  if (status === 403) return refused('UserUnauthorizedException', 'User unauthorized to perform action', { status });
  if (status === 409)
    return refused('IDEMPOTENCY_CONFLICT', 'The same key is in use', { status, headers: { 'retry-after': '2' } });
  if (status === 423) return refused('RESOURCE_LOCKED', 'Resource is locked', { status });
  if (status === 429) {
    return refused('COMPLEXITY_BUDGET_EXHAUSTED', 'Complexity budget exhausted', { status, retry_in_seconds: 5 });
  }
  return refused(status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'BadRequest', 'The request could not be carried out', {
    status,
  });
}
