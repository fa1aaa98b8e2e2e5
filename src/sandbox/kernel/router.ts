import { type Call } from './call';

/** `context` is what the platform adds to a call: its session, its store. */
export type Handler<C> = (call: Call, params: Record<string, string>, context: C) => Response | Promise<Response>;

export interface Route<C> {
  method: string;
  pattern: string;
  handler: Handler<C>;
}

export type Match<C> = { handler: Handler<C>; params: Record<string, string> } | 'method' | undefined;

/**
 * `'GET /users/:id/meetings'` and so on. Parameters are percent-decoded once, as a real server does, so an id that itself
 * holds a slash has to arrive encoded.
 */
export class Router<C> {
  private readonly routes: { method: string; segments: string[]; handler: Handler<C> }[];

  constructor(table: Record<string, Handler<C>>) {
    this.routes = Object.entries(table).map(([key, handler]) => {
      const [method = '', path = ''] = key.split(' ');
      return { method, segments: path.split('/'), handler };
    });
  }

  match(method: string, path: string): Match<C> {
    const segments = path.split('/');
    let other = false;
    for (const route of this.routes) {
      const params = fit(route.segments, segments);
      if (!params) continue;
      if (route.method === method) return { handler: route.handler, params };
      other = true;
    }
    return other ? 'method' : undefined;
  }
}

function fit(pattern: string[], segments: string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith(':')) {
      const value = decodeOnce(segment);
      if (!value) return undefined;
      params[part.slice(1)] = value;
    } else if (part !== segment) return undefined;
  }
  return params;
}

export function decodeOnce(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
