import { type Server } from '@modelcontextprotocol/server';
import { type CallScope } from './pipeline';

/** What stands behind one MCP address. */
export interface ServedEndpoint {
  /** Scopes a client without a token is told to ask for; empty: whatever the person ticks. */
  challenge: readonly string[];
  /** Scopes a request needs to be served at all. Missing ones are answered with the step-up challenge. */
  needed: (request: RpcCall) => readonly string[];
  /** Does the request change anything? Then it never rests on a remembered token. */
  writes: (request: RpcCall) => boolean;
  /** A fresh server for one request. */
  make: (scope: CallScope) => Server;
}

/** A JSON-RPC request's method and the tool it calls, as far as they can be told before the protocol layer has checked it. */
export interface RpcCall {
  method: string | undefined;
  /** Several requests in one body. */
  batch: boolean;
  tool: string | undefined;
  args: Readonly<Record<string, unknown>>;
}

export function rpcCall(body: unknown): RpcCall {
  const { method, params } = (isRecord(body) ? body : {}) as { method?: unknown; params?: unknown };
  const { name, arguments: args } = (isRecord(params) ? params : {}) as { name?: unknown; arguments?: unknown };
  return {
    method: typeof method === 'string' ? method : undefined,
    batch: Array.isArray(body),
    tool: method === 'tools/call' && typeof name === 'string' ? name : undefined,
    args: isRecord(args) ? args : {},
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
