import { z } from 'zod';
import { readScope, type ServerDefinition, writeScope } from '../core/define-server';
import { type Tool } from '../core/define-tool';
import { type Principal } from '../core/principal';
import { takeUntrustedPaths } from '../core/untrusted';

/** A tool ready to be served: everything that can be computed once. */
export interface ServedTool {
  tool: Tool;
  server: ServerDefinition;
  /** The tool's input with what the kernel adds. */
  input: z.ZodObject;
  /** As it stands in `tools/list`. */
  listing: {
    name: string;
    title: string;
    description: string;
    inputSchema: { type: 'object' } & Record<string, unknown>;
    outputSchema: { type: 'object' } & Record<string, unknown>;
    annotations: { title: string } & Tool['hints'];
  };
  untrusted: readonly string[];
}

/** A server's tools, by name; of a read-only endpoint the reads alone. */
export interface ServedTable {
  server: ServerDefinition;
  readonly: boolean;
  tools: ReadonlyMap<string, ServedTool>;
}

/* Both stand in most definitions a model reads: what they cost counts many times. */
const accountParam = z.string().max(200).optional().describe('Account id or label, if there are several.');

const idempotencyKeyParam = z
  .string()
  .max(200)
  .refine((key) => /^[\x21-\x7e]+$/.test(key), 'must be printable ASCII without spaces')
  .optional()
  .describe('Calls with one key happen once (24 h).');

/** A connector's tools take the account; those that change something take an idempotency key too. */
function withInjected(server: ServerDefinition, tool: Tool): z.ZodObject {
  if (server.connector === undefined) return tool.input;
  const changes = tool.effect !== 'read' && { idempotency_key: idempotencyKeyParam };
  return tool.input.extend({ account: accountParam, ...changes });
}

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output') => {
  const options = { io, target: 'draft-2020-12', ...(io === 'output' && { override: lean }) } as const;
  const { $schema: _, ...rest } = z.toJSONSchema(schema, options);
  return rest as { type: 'object' } & Record<string, unknown>;
};

/** An answer's schema without what tells a model nothing: the output check already keeps to the fields named. */
function lean({ jsonSchema: node }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (node.additionalProperties === false) delete node.additionalProperties;
  delete node.propertyNames;
}

export function serveTool(server: ServerDefinition, tool: Tool): ServedTool {
  const input = withInjected(server, tool);
  const outputSchema = jsonSchema(tool.output, 'output');
  const untrusted = takeUntrustedPaths(outputSchema);
  const { name, title, description, hints } = tool;
  return {
    tool,
    server,
    input,
    listing: {
      name,
      title,
      description,
      inputSchema: jsonSchema(input, 'input'),
      outputSchema,
      annotations: { title, ...hints },
    },
    untrusted,
  };
}

const tables = new Map<string, ServedTable>();

/** The table of a server, made on first use of its route. */
export function tableOf(server: ServerDefinition, readonly: boolean): ServedTable {
  const key = `${server.id}${readonly ? '/readonly' : ''}`;
  let table = tables.get(key);
  if (table === undefined) {
    const tools = server.tools
      .filter((tool) => !readonly || tool.effect === 'read')
      .map((tool) => serveTool(server, tool));
    table = { server, readonly, tools: new Map(tools.map((served) => [served.tool.name, served])) };
    tables.set(key, table);
  }
  return table;
}

/** What `principal` sees listed: the tools its scopes reach. */
export const listedFor = (table: ServedTable, principal: Principal): ServedTool['listing'][] =>
  [...table.tools.values()]
    .filter((served) => served.tool.scopes.every((scope) => principal.scopes.includes(scope)))
    .map((served) => served.listing);

/** The scopes a client of this endpoint asks for first. */
export function scopesOf(table: Pick<ServedTable, 'server' | 'readonly'>): string[] {
  const { id, tools } = table.server;
  const writes = !table.readonly && tools.some((tool) => tool.effect !== 'read');
  return writes ? [readScope(id), writeScope(id)] : [readScope(id)];
}
