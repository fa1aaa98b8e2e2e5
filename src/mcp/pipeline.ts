import {
  CLIENT_CAPABILITIES_META_KEY,
  type CallToolResult,
  type InputRequiredResult,
  inputRequired,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { type z } from 'zod';
import { type ToolContext } from '../core/define-tool';
import { invalidRequest, SeneschalError } from '../core/errors';
import { log } from '../core/log';
import { type IntegrationHandle } from '../core/platform-call';
import { hasScopes, type Principal } from '../core/principal';
import { type Env } from '../env';
import { recordCall } from '../events/audit';
import { integrationStub } from '../../durable-objects/integration/stub';
import { resolveAccount } from './accounts';
import { claimOf, isUncertain, once } from './once';
import { type ServedTool } from './table';
import { workspacePort } from './workspace-port';

/** What one request's tool calls have in common. */
export interface CallScope {
  env: Env;
  principal: Principal;
  waitUntil: (work: Promise<unknown>) => void;
}

/**
 * The way every tool call takes: scope, account, handler, output check, audit. The only thing that turns errors into results.
 */
export async function callTool(
  scope: CallScope,
  served: ServedTool,
  args: unknown,
  context: ServerContext,
): Promise<CallToolResult | InputRequiredResult> {
  const startedAt = performance.now();
  let integration: IntegrationHandle | undefined;
  let failure: SeneschalError | undefined;
  try {
    const { tool, server } = served;
    if (!hasScopes(scope.principal, tool.scopes)) {
      throw new SeneschalError(
        'insufficient_scope',
        `${tool.name} needs the scope ${tool.scopes.join(' ')}. Sign in again and allow it.`,
      );
    }
    const { account, idempotency_key: key, ...input } = parseInput(served, args) as Injected;
    if (server.connector !== undefined)
      integration = await resolveAccount(scope.env, scope.principal, server.connector, account);
    const work = () => tool.handler(input as never, contextOf(scope, integration, context));
    const result =
      key === undefined || integration === undefined
        ? await work()
        : await once(
            integrationStub(scope.env, integration.id),
            scope.principal,
            await claimOf(`${server.id}.${tool.name}`, key, input),
            work,
          );
    return toResult(served, result);
  } catch (error) {
    failure = sayWhetherItHappened(served, SeneschalError.from(error));
    return toErrorResult(served, failure, context);
  } finally {
    scope.waitUntil(audited(scope, served, integration, failure, performance.now() - startedAt));
  }
}

/** What the kernel adds to a tool's own arguments. */
type Injected = Record<string, unknown> & { account?: string; idempotency_key?: string };

/** A change whose answer was lost may have been made: the caller is told, instead of being left to repeat it. */
function sayWhetherItHappened(served: ServedTool, error: SeneschalError): SeneschalError {
  if (served.tool.effect === 'read' || !isUncertain(error) || error.kind === 'internal') return error;
  const message = `${error.message} Whether the change was made is unknown: check before repeating it.`;
  return SeneschalError.fromFailure({ ...error.toFailure(), message });
}

/** @throws {SeneschalError} `invalid_request`, naming every field that is wrong and its limit. */
export function parseInput(served: ServedTool, args: unknown): Record<string, unknown> {
  const parsed = served.input.safeParse(args ?? {});
  if (parsed.success) return parsed.data;
  const names = Object.keys(served.input.shape).join(', ');
  const issues = parsed.error.issues.slice(0, 5).map((issue) => describeIssue(issue));
  throw invalidRequest(`${issues.join(' ')} ${served.tool.name} takes: ${names === '' ? 'no arguments' : names}.`);
}

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys')
    return `Unknown argument ${issue.keys
      .slice(0, 5)
      .map((key) => key.slice(0, 60))
      .join(', ')}.`;
  const where = issue.path.map(String).join('.').slice(0, 100);
  return `${where === '' ? 'The arguments' : where}: ${issue.message}.`;
}

function contextOf(
  { env, principal }: CallScope,
  integration: IntegrationHandle | undefined,
  context: ServerContext,
): ToolContext {
  const { progressToken } = context.mcpReq._meta ?? {};
  return {
    principal,
    integration: () => {
      if (integration === undefined)
        throw new SeneschalError('internal', 'Internal error.', {
          detail: 'a tool without a connector asked for an integration',
        });
      return integration;
    },
    workspace: () => workspacePort(env, principal),
    progress: async (done, total, message) => {
      if (progressToken === undefined) return;
      const params = {
        progressToken,
        progress: done,
        ...(total !== undefined && { total }),
        ...(message !== undefined && { message }),
      };
      await context.mcpReq.notify({ method: 'notifications/progress', params });
    },
    signal: context.mcpReq.signal,
    now: () => Date.now(),
  };
}

function toResult(served: ServedTool, result: unknown): CallToolResult {
  const checked = served.tool.output.safeParse(result);
  if (!checked.success) {
    throw new SeneschalError(
      'invalid_response',
      'The answer did not have the promised shape. Try again; if it persists, report the reference.',
      {
        detail: `${served.server.id}.${served.tool.name}: ${checked.error.message}`,
      },
    );
  }
  return {
    content: [{ type: 'text', text: JSON.stringify(checked.data) }],
    structuredContent: checked.data,
    ...(served.untrusted.length > 0 && { _meta: { 'seneschal/untrusted': served.untrusted } }),
  };
}

/** An error as the model reads it: our words, the next step, a reference. A link opens as an elicitation where the client can. */
export function toErrorResult(
  served: ServedTool,
  error: SeneschalError,
  context: ServerContext,
): CallToolResult | InputRequiredResult {
  log(error.kind === 'internal' ? 'error' : 'warn', 'a tool call failed', {
    tool: `${served.server.id}.${served.tool.name}`,
    kind: error.kind,
    reference: error.reference,
    detail: error.detail,
  });
  if (error.connectUrl !== undefined && canOpenLinks(context)) {
    return inputRequired({
      inputRequests: { connect: inputRequired.elicitUrl({ message: error.message, url: error.connectUrl }) },
    });
  }
  const text = error.message.includes(error.reference)
    ? error.message
    : `${error.message} Reference: ${error.reference}`;
  const details = {
    kind: error.kind,
    reference: error.reference,
    ...(error.retryAt !== undefined && { retryAt: new Date(error.retryAt).toISOString() }),
    ...(error.connectUrl !== undefined && { connectUrl: error.connectUrl }),
  };
  return { content: [{ type: 'text', text }], isError: true, _meta: { 'seneschal/error': details } };
}

/** Does the request say that its client opens links for the person, and was it not just asked to? */
function canOpenLinks(context: ServerContext): boolean {
  const envelope = (context.mcpReq.envelope ?? {}) as Record<string, unknown>;
  const capabilities = envelope[CLIENT_CAPABILITIES_META_KEY] as { elicitation?: { url?: object } } | undefined;
  return capabilities?.elicitation?.url !== undefined && context.mcpReq.inputResponses === undefined;
}

async function audited(
  scope: CallScope,
  served: ServedTool,
  integration: IntegrationHandle | undefined,
  failure: SeneschalError | undefined,
  durationMs: number,
): Promise<void> {
  const { workspaceId, memberId, client } = scope.principal;
  const refused = failure?.kind === 'insufficient_scope' || failure?.kind === 'invalid_request';
  await recordCall(scope.env, {
    workspaceId,
    memberId,
    client,
    action: 'tool.call',
    subject: `${served.server.id}.${served.tool.name}`,
    outcome: failure === undefined ? 'ok' : refused ? 'refused' : 'failed',
    durationMs,
    ...(failure !== undefined && { reference: failure.reference }),
    ...(integration !== undefined && { integrationId: integration.id }),
  });
}
