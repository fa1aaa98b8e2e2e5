import { type z } from 'zod';
import { type Connector } from './define-connector';
import { type Tool } from './define-tool';

/** A message template a person can pick in their client. */
export interface Prompt {
  name: string;
  title: string;
  description: string;
  arguments: readonly { name: string; description: string; required: boolean }[];
  /** The user message, from the arguments the person filled in. */
  render: (values: Record<string, string>) => string;
}

/** A group of tools served at `/mcp/{id}`. */
export interface ServerDefinition {
  id: string;
  title: string;
  /** What it is for, in a sentence; also the instructions clients show their model. */
  description: string;
  category: string;
  tools: readonly Tool[];
  prompts: readonly Prompt[];
  /** Set where the server is a connector: its tools then take `account`. */
  connector?: Connector;
}

export const readScope = (server: string): string => `${server}:read`;
export const writeScope = (server: string): string => `${server}:write`;

/** The one way to make a server that is no connector. */
export const defineServer = (definition: ServerDefinition): ServerDefinition => definition;

/** A connector's tools, as a server. */
export const serverOf = (connector: Connector): ServerDefinition => ({
  id: connector.id,
  title: connector.title,
  description: connector.description,
  category: connector.category,
  tools: connector.tools,
  prompts: connector.prompts,
  connector,
});

/** The type a schema's value has once parsed: shorthand for tools. */
export type Parsed<T extends z.ZodType> = z.output<T>;
