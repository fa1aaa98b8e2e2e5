import { type Context } from 'hono';

/** Does a browser ask for a page, rather than a program for JSON? */
export const wantsPage = (c: Pick<Context, 'req'>): boolean => (c.req.header('accept') ?? '').includes('text/html');

/** Did a form of a page send this? */
export const isForm = (c: Pick<Context, 'req'>): boolean =>
  (c.req.header('content-type') ?? '').startsWith('application/x-www-form-urlencoded') && wantsPage(c);
