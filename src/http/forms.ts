import { type MiddlewareHandler } from 'hono';
import { type App } from '../auth/person';
import { readBytes } from '../core/body';
import { invalidRequest } from '../core/errors';

const MAX_FORM_BYTES = 64 * 1024;

export const isFormType = (type: string): boolean =>
  /^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i.test(type);

/** Reads a form before anybody else does: bounded in size, and refused where it cannot be read. */
export const boundedForms: MiddlewareHandler<App> = async (c, next) => {
  const { method, url, headers } = c.req.raw;
  const type = headers.get('content-type') ?? '';
  if (c.req.raw.body !== null && isFormType(type)) {
    const body = await readBytes(c.req.raw, MAX_FORM_BYTES);
    c.req.raw = new Request(url, { method, headers, body });
    try {
      await new Response(body, { headers: { 'content-type': type } }).formData();
    } catch {
      throw invalidRequest('The form could not be read. Reload the page and try again.');
    }
  }
  await next();
};
