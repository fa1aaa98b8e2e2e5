import { type ToolRun } from './tool';

/** What GraphQL calls asked for: the operations' names and their variables, without those that were left out. */
export const operationsOf = (calls: ToolRun['calls']): { operation: string | undefined; variables: unknown }[] =>
  calls.map(({ json }) => {
    const { query, variables } = JSON.parse(JSON.stringify(json)) as { query: string; variables: unknown };
    return { operation: /^(?:query|mutation) (\w+)/.exec(query)?.[1], variables };
  });

/** A refusal as GraphQL platforms word it, under status 200. */
export const graphqlError = (code: string, status = 200, message = 'Refused') => ({
  body: { data: null, errors: [{ message, extensions: { code, status_code: status } }] },
});
