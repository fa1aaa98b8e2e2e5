import { ORIGIN, type SignedIn } from './client';

/** The token every form of this person's session carries. */
export async function csrfOf(at: SignedIn): Promise<string> {
  const html = await (await at.browser.ask('/sessions')).text();
  const token = /name="csrf" value="([^"]+)"/.exec(html)?.[1];
  if (token === undefined) throw new Error('the page has no form');
  return token;
}

/** Posts a form as the page's button would; a redirect comes back as it is. A repeated field is a list. */
export async function post(
  at: SignedIn,
  path: string,
  fields: Record<string, string | readonly string[]> = {},
  options: { csrf?: string; origin?: string } = {},
): Promise<Response> {
  const body = new URLSearchParams([['csrf', options.csrf ?? (await csrfOf(at))]]);
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
  return at.browser.ask(path, { method: 'POST', body, headers: { origin: options.origin ?? ORIGIN } });
}

/** A page's text as the server sent it. */
export const pageOf = async (at: SignedIn, path: string): Promise<string> => (await at.browser.ask(path)).text();
