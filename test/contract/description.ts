import { graphqlDescriptions } from './graphql';
import { type Document, OpenAPIBackend, type Operation } from 'openapi-backend';

type Schema = Readonly<Record<string, unknown>>;

/** A platform's official description of its API, ready to hold requests and answers against. */
export interface Description {
  /** Where its operations lie, without a slash at the end. */
  base: string;
  /** What the request breaches; undefined where the description knows no such operation. */
  request(request: Request): Promise<{ operation: string; breaches: string[] } | undefined>;
  /** What the answer to a request breaches; undefined where the description says nothing of such an answer. */
  answer(request: Request, answer: Response): Promise<string[] | undefined>;
}

/** The descriptions among files that are one; anything else is left out. */
export async function descriptionsOf(files: Readonly<Record<string, unknown>>): Promise<Description[]> {
  const documents = Object.values(files).filter(isDocument);
  return [...(await Promise.all(documents.map((document) => describe(document)))), ...graphqlDescriptions(files)];
}

type Described = Document & { servers: [{ url: string }] };

const isDocument = (file: unknown): file is Described => {
  const { openapi, servers } = (file ?? {}) as { openapi?: unknown; servers?: unknown };
  return typeof openapi === 'string' && Array.isArray(servers) && servers.length > 0;
};

async function describe(document: Described): Promise<Description> {
  const base = document.servers[0].url.replace(/\/$/, '');
  const { pathname } = new URL(base);
  // A form carries text alone, so its numbers and booleans are read from text; in JSON a text is no number.
  const [exact, forms] = await Promise.all([backend(document, pathname, false), backend(document, pathname, true)]);
  const find = (request: Request): Operation | undefined => exact.router.matchOperation(matched(request));
  return {
    base,
    request: async (request) => {
      const operation = find(request);
      if (operation === undefined) return undefined;
      const { isForm, ...read } = await bodyOf(request);
      const { validator } = isForm ? forms : exact;
      const { errors } = validator.validateRequest({ ...matched(request), ...read }, operation);
      const breaches = (errors ?? []).map(
        ({ instancePath, message = '', params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
      );
      return {
        operation: operation.operationId ?? '',
        breaches: [
          ...breaches,
          ...mediaBreaches(request, operation),
          ...unknownIn(read.body, schemaOf(request, operation), 'body'),
        ],
      };
    },
    answer: async (request, answer) => {
      const operation = find(request);
      const text = await textOf(answer);
      if (operation === undefined || text === '' || !isJson(answer.headers)) return undefined;
      const { errors } = exact.validator.validateResponse(JSON.parse(text), operation, answer.status);
      return (errors ?? []).map(
        ({ instancePath, message = '', params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
      );
    },
  };
}

function backend(definition: Document, apiRoot: string, coerceTypes: boolean): Promise<OpenAPIBackend> {
  const ajvOpts = { strict: false, validateFormats: false, coerceTypes };
  return new OpenAPIBackend({ quick: true, definition: structuredClone(definition), apiRoot, ajvOpts }).init();
}

const mediaType = (headers: Headers): string =>
  (headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
const isJson = (headers: Headers): boolean => mediaType(headers) === 'application/json';

function matched(request: Request) {
  const { pathname, searchParams } = new URL(request.url);
  const headers = Object.fromEntries(request.headers);
  return { method: request.method, path: pathname, query: valuesOf(searchParams), headers };
}

/** Each name with its value, or its values where it is repeated. */
const valuesOf = (params: URLSearchParams): Record<string, string | string[]> =>
  Object.fromEntries(
    [...new Set(params.keys())].map((name) => {
      const [only = '', ...more] = params.getAll(name);
      return [name, more.length === 0 ? only : [only, ...more]];
    }),
  );

const textOf = async (message: Request | Response): Promise<string> =>
  new TextDecoder().decode(await message.clone().arrayBuffer());

async function bodyOf(request: Request): Promise<{ body: unknown; isForm: boolean }> {
  const text = await textOf(request);
  const isForm = mediaType(request.headers) === 'application/x-www-form-urlencoded';
  if (isForm) return { body: valuesOf(new URLSearchParams(text)), isForm };
  return { body: isJson(request.headers) && text !== '' ? JSON.parse(text) : undefined, isForm };
}

const contentOf = ({ requestBody }: Operation): Readonly<Record<string, { schema?: Schema }>> =>
  ((requestBody ?? {}) as { content?: Record<string, { schema?: Schema }> }).content ?? {};

const schemaOf = (request: Request, operation: Operation): Schema | undefined =>
  contentOf(operation)[mediaType(request.headers)]?.schema;

/** A body of a kind the description does not know, or one where it takes none. */
function mediaBreaches(request: Request, operation: Operation): string[] {
  const type = mediaType(request.headers);
  const known = Object.keys(contentOf(operation));
  if (type === '' || known.some((name) => name === type || name === '*/*')) return [];
  return [`${type} is sent where the description takes ${known.join(', ') || 'no body'}`];
}

/** Fields the description does not name. Most descriptions let anything pass that they do not know; a typing mistake would, too. */
function unknownIn(value: unknown, schema: Schema | undefined, where: string): string[] {
  if (schema === undefined || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value))
    return value.flatMap((item, at) => unknownIn(item, schema['items'] as Schema | undefined, `${where}[${at}]`));
  const branches = ['allOf', 'anyOf', 'oneOf'].flatMap((name) => (schema[name] ?? []) as Schema[]);
  const named = Object.assign({}, ...[schema, ...branches].map(({ properties }) => properties)) as Record<
    string,
    Schema
  >;
  const open = [schema, ...branches].some(({ additionalProperties: more }) => more !== undefined && more !== false);
  if (open || Object.keys(named).length === 0) return [];
  return Object.entries(value).flatMap(([name, child]) =>
    name in named ? unknownIn(child, named[name], `${where}.${name}`) : [`${where}.${name} is not in the description`],
  );
}
