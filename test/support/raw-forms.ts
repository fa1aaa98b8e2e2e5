import { vi } from 'vitest';
import { type Browser, ORIGIN, SignedIn } from './client';
import { csrfOf } from './forms';

/** Moves the clock on; `vi.useRealTimers` puts it right again. */
export const later = (ms: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });

export const isSignedIn = async (browser: Browser): Promise<boolean> =>
  (await browser.ask('/integrations')).status === 200;

/** What stands in the forms of a browser's pages. */
export const tokenOf = (browser: Browser): Promise<string> => csrfOf(new SignedIn(browser));

/** Sends exactly these fields, as a forger can too; from our own origin unless told. */
export const sendForm = (
  browser: Browser,
  path: string,
  form: Record<string, string>,
  headers: Record<string, string> = { origin: ORIGIN },
): Promise<Response> => browser.ask(path, { method: 'POST', body: new URLSearchParams(form), headers });

/** Fills in and sends a form of one of our pages. */
export const submit = async (browser: Browser, path: string, form: Record<string, string> = {}): Promise<Response> =>
  sendForm(browser, path, { ...form, csrf: await tokenOf(browser) });
