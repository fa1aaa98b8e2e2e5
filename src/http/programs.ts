import { type MiddlewareHandler } from 'hono';
import { type App } from '../auth/person';
import { problem } from '../core/problem';
import { wantsPage } from './negotiate';

/** A page that refuses something is for people. A program that asked for no page gets a problem response instead, with its heading. */
export const problemsForPrograms: MiddlewareHandler<App> = async (c, next) => {
  await next();
  const { status, headers } = c.res;
  if (status < 400 || wantsPage(c) || headers.get('content-type')?.startsWith('text/html') !== true) return;
  const heading = /<h1[^>]*>([^<]+)<\/h1>/.exec(await c.res.text())?.[1] ?? 'This is a page for people';
  c.res = problem(status, `${heading}. Open the address in a browser to see what to do.`);
};
