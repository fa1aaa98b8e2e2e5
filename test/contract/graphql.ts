import {
  buildSchema,
  execute,
  getOperationAST,
  type GraphQLSchema,
  GraphQLError,
  parse,
  type ExecutionResult,
  validate,
} from 'graphql';
import { type Description } from './description';

/** Where the API of each schema lies. */
const BASES: Readonly<Record<string, string>> = { monday: 'https://api.monday.com/v2' };

interface Sent {
  query: string;
  variables?: Record<string, unknown>;
}

/** The GraphQL schemas among files, as descriptions. */
export const graphqlDescriptions = (files: Readonly<Record<string, unknown>>): Description[] =>
  Object.entries(BASES).flatMap(([name, base]) => {
    const text = files[name];
    return typeof text === 'string' ? [describe(base, schemaOf(text))] : [];
  });

/** Schemas that were trimmed may lack a type nobody uses. */
export const schemaOf = (text: string): GraphQLSchema => buildSchema(text, { assumeValid: true, assumeValidSDL: true });

function describe(base: string, schema: GraphQLSchema): Description {
  return {
    base,
    request: async (request) => {
      const { query, variables } = await sentIn(request);
      const operation = getOperationAST(parse(query))?.name?.value ?? 'unnamed';
      return {
        operation,
        breaches: [...documentBreaches(schema, query), ...variableBreaches(schema, query, variables)],
      };
    },
    answer: async (request, answer) => {
      const { query, variables } = await sentIn(request);
      const { data, errors } = await answer.clone().json<ExecutionResult>();
      return errors === undefined ? dataBreaches(schema, query, variables, data) : undefined;
    },
  };
}

const sentIn = async (request: Request): Promise<Sent> => await request.clone().json();

export function documentBreaches(schema: GraphQLSchema, query: string): string[] {
  try {
    return validate(schema, parse(query)).map(({ message }) => message);
  } catch (error) {
    return [error instanceof GraphQLError ? error.message : 'unreadable'];
  }
}

/** Variables of another type than declared make an execution fail before anything is resolved. */
function variableBreaches(schema: GraphQLSchema, query: string, variables?: Record<string, unknown>): string[] {
  const { data, errors = [] } = run(schema, query, variables, {});
  return data === undefined ? errors.map(({ message }) => message) : [];
}

/** Data that is of the described types comes out of an execution over itself as it went in. */
function dataBreaches(
  schema: GraphQLSchema,
  query: string,
  variables: Record<string, unknown> | undefined,
  data: unknown,
): string[] {
  const result = run(schema, query, variables, data);
  const breaches = (result.errors ?? []).map(({ message, path = [] }) => `${path.join('.')}: ${message}`);
  const same = JSON.stringify(result.data) === JSON.stringify(data);
  return breaches.length > 0 || same ? breaches : ['the answer holds more than was asked for, or less'];
}

function run(
  schema: GraphQLSchema,
  query: string,
  variableValues: Record<string, unknown> | undefined,
  rootValue: unknown,
) {
  const result = execute({
    schema,
    document: parse(query),
    rootValue,
    ...(variableValues && { variableValues }),
    fieldResolver: (source: Record<string, unknown>, _, __, { path }) => source[path.key],
    // Which of them a value is shows in none of the fields asked for; this one has what all have.
    typeResolver: () => 'TextValue',
  });
  if (result instanceof Promise) throw new Error('nothing here is asynchronous');
  return result;
}
