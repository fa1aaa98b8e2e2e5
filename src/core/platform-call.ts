import { SeneschalError } from './errors';
import { type EncodedPath } from './path';

/** One HTTP call to a platform, described without credentials: the Integration object adds those. */
export interface PlatformCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Which of the connector's declared origins; `api` unless told. */
  origin?: string;
  /** Below the origin. Where `url` is given it only names the call in logs and errors. */
  path: EncodedPath;
  /**
   * A whole address out of one of the platform's own answers, such as a file's download, in place of origin and path. Refused unless
   * it is https on one of the connector's declared origins, because the credential travels with it.
   */
  url?: string;
  /** Undefined values are left out; arrays repeat the name. */
  query?: Record<string, string | number | boolean | readonly string[] | undefined>;
  /** A JSON body, or a form body; never both. Undefined members are left out. */
  json?: unknown;
  form?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  /** One of the connector's `appKeys`: the call then goes out as the deployment's app rather than as the account. */
  as?: string;
  /** Does it change something at the platform? Only a read, or a call with an idempotency key, is ever repeated. */
  effect: 'read' | 'write';
  /** Which of the connector's declared limits it counts against; `default` unless told. */
  limitClass?: string;
  /** What it takes out of that limit, where calls differ in price; 1 unless told. */
  cost?: number;
  /** A file's bytes (`base64`) or text instead of JSON. */
  expect?: 'json' | 'text' | 'base64' | 'empty';
  /** Overrides the cap of 10 MiB on the answer, in bytes. */
  maxBytes?: number;
}

export interface PlatformResponse {
  status: number;
  headers: Record<string, string>;
  /** Parsed JSON, text, base64 or null, as `expect` says. */
  body: unknown;
}

/** What a connector's own functions and tools can call the platform with. */
export interface PlatformApi {
  request(call: PlatformCall): Promise<PlatformResponse>;
}

/** An integration as a tool's handler sees it. */
export interface IntegrationHandle extends PlatformApi {
  readonly id: string;
  readonly platform: string;
  readonly account: Account;
}

export interface Account {
  /** The platform's own stable id of the account. */
  id: string;
  /** What people call it: an address, a name and a workspace. */
  label: string;
}

/** Checks a platform's answer against the shape a client relies on. */
export function expectShape<T>(
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false; error: { message: string } } },
  value: unknown,
): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new SeneschalError(
    'invalid_response',
    'The platform answered in an unknown shape. Try again; if it persists, report the reference.',
    {
      detail: parsed.error.message,
    },
  );
}
