import { type Call } from './call';
import { utf8 } from './crypto';
import { type Store } from './store';

/** A scripted misbehaviour of a platform. */
export interface Fault {
  id: string;
  host: string;
  method?: string;
  /** The platform's path, or the beginning of one. */
  path?: string;
  /** How many requests it still meets; absent until it is deleted. */
  times?: number;
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  delay_ms?: number;
  cut_body?: boolean;
  hang?: boolean;
}

const KEY = 'faults';
const FLUSH_MS = 100;

export class Faults {
  constructor(private readonly store: Store) {}

  list(): Fault[] {
    return this.store.read<Fault[]>(KEY) ?? [];
  }

  add(fault: Omit<Fault, 'id'>): Fault {
    const added = { id: `fault-${this.store.next('fault')}`, ...fault };
    this.store.write(KEY, [...this.list(), added]);
    return added;
  }

  /** Says whether anything was removed. Without an id it removes everything. */
  remove(id?: string): boolean {
    const before = this.list();
    const after = id === undefined ? [] : before.filter((fault) => fault.id !== id);
    this.store.write(KEY, after);
    return after.length < before.length;
  }

  /** The first fault that meets this call, counted down. */
  meet(call: Call): Fault | undefined {
    const faults = this.list();
    const met = faults.find(
      (fault) =>
        fault.host === call.host &&
        (fault.method === undefined || fault.method.toUpperCase() === call.method) &&
        (fault.path === undefined || call.path.startsWith(fault.path)),
    );
    if (met?.times !== undefined) {
      const left = faults.map((fault) => (fault === met ? { ...fault, times: (fault.times ?? 1) - 1 } : fault));
      this.store.write(
        KEY,
        left.filter((fault) => fault.times !== 0),
      );
    }
    return met;
  }
}

/** The answer a fault scripts by itself; undefined when it only delays, cuts or decorates the real one. */
export function scripted(fault: Fault, fallback: (status: number) => Response): Response | undefined {
  if (fault.status === undefined && fault.body === undefined) return undefined;
  const status = fault.status ?? 200;
  const empty = status === 101 || status === 204 || status === 205 || status === 304;
  const base = empty || fault.body !== undefined ? undefined : fallback(status);
  const text = typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body);
  const body = empty ? null : (base?.body ?? text);
  const headers = new Headers(base?.headers);
  if (!base && !empty) {
    headers.set('content-type', typeof fault.body === 'string' ? 'text/plain; charset=utf-8' : 'application/json');
  }
  return new Response(body, { status: status === 101 ? 200 : status, headers });
}

export function decorate(response: Response, headers: Record<string, string> | undefined): Response {
  if (!headers) return response;
  const decorated = new Response(response.body, response);
  for (const [name, value] of Object.entries(headers)) decorated.headers.set(name, value);
  return decorated;
}

/** Promises the whole body by its length and breaks off in the middle, as a dying connection does. */
export async function cut(response: Response): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const whole = bytes.length > 1 ? bytes : utf8('{"cut":true}');
  const { readable, writable } = new FixedLengthStream(whole.length);
  const writer = writable.getWriter();
  const send = async () => {
    await writer.write(whole.subarray(0, whole.length >> 1));
    /* The first half has to be on its way, or the break would look like no answer at all. */
    await wait(FLUSH_MS);
    await writer.abort(new Error('scripted fault: the body was cut'));
  };
  /* The reader may have gone away before the break: that is the fault, not a failure. */
  void send().catch(() => undefined);
  return new Response(readable, { status: response.status === 204 ? 200 : response.status, headers: response.headers });
}

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Never answers. Waits in steps, because the runtime ends a request that waits for nothing. */
export async function hang(): Promise<never> {
  for (;;) await wait(60_000);
}
