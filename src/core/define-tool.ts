import { type z } from 'zod';
import { type IntegrationHandle } from './platform-call';
import { type Principal } from './principal';
import { type WorkspacePort } from './workspace-port';

/** What a tool does to the world. All four MCP hints are derived from it. */
export type Effect = 'read' | 'write' | 'destructive';

/** What a handler is given: no environment, no fetch, no raw database. */
export interface ToolContext {
  principal: Principal;
  /**
   * The integration this call goes to, resolved by the kernel from `account`.
   * @throws {Error} in a tool of a server that is no connector.
   */
  integration(): IntegrationHandle;
  /** The workspace, as far as this caller may see it. */
  workspace(): WorkspacePort;
  /** Tells a client that asked for it how far a long call has come. */
  progress(done: number, total?: number, message?: string): Promise<void>;
  /** Aborted when the client gives up. */
  signal: AbortSignal;
  /** Milliseconds since 1970. */
  now(): number;
}

export interface ToolOptions<I extends z.ZodObject, O extends z.ZodObject> {
  /** `verb_noun` in snake_case, at most 40 characters, unique inside its server. */
  name: string;
  title: string;
  /** Written for a model: what, when, what next. At most 1,024 characters. */
  description: string;
  /** A strict, flat object; every field described and bounded. */
  input: I;
  output: O;
  effect: Effect;
  /** Does repeating the same call change nothing further? Reads always do; writes say so. */
  idempotent?: boolean;
  /** Does it reach beyond Seneschal? */
  openWorld?: boolean;
  scopes: readonly [string, ...string[]];
  handler: (input: z.output<I>, context: ToolContext) => Promise<z.input<O>>;
}

export interface ToolHints {
  readOnlyHint: boolean;
  destructiveHint: boolean;
  idempotentHint: boolean;
  openWorldHint: boolean;
}

/** A tool as the kernel keeps it. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  readonly effect: Effect;
  readonly hints: ToolHints;
  readonly scopes: readonly string[];
  readonly handler: (input: never, context: ToolContext) => Promise<unknown>;
}

/** The one way to make a tool. */
export function defineTool<I extends z.ZodObject, O extends z.ZodObject>(options: ToolOptions<I, O>): Tool {
  const { effect } = options;
  return {
    name: options.name,
    title: options.title,
    description: options.description,
    input: options.input,
    output: options.output,
    effect,
    scopes: options.scopes,
    hints: {
      readOnlyHint: effect === 'read',
      destructiveHint: effect === 'destructive',
      idempotentHint: effect === 'read' || options.idempotent === true,
      openWorldHint: options.openWorld ?? true,
    },
    handler: options.handler,
  };
}
