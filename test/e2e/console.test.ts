import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchChromium, NO_CHROMIUM } from './support/chromium.ts';
import { Callback, registerClient } from './support/oauth-page.ts';
import { type Product, start } from './support/product.ts';

if (chromiumPath === undefined) console.warn(NO_CHROMIUM);

const WAYS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['light', { colorScheme: 'light', viewport: { width: 1280, height: 800 } }],
  ['dark', { colorScheme: 'dark', viewport: { width: 1280, height: 800 } }],
  ['phone', { colorScheme: 'light', viewport: { width: 360, height: 740 }, hasTouch: true }],
];

describe.skipIf(chromiumPath === undefined)('the console in a browser', () => {
  let product: Product;
  let browser: Browser;
  let callback: Callback;
  /** The owner's session. */
  let signedIn: Awaited<ReturnType<Awaited<ReturnType<Browser['newContext']>>['storageState']>>;
  /** The page of the Slack account. */
  let slack = '';
  /** What browsers complained about. */
  const complaints: string[] = [];

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ ...(signedIn !== undefined && { storageState: signedIn }), ...options });
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
    await page.goto(new URL(path, product.url).href);
    return page;
  }

  const close = (page: Page) => page.context().close();

  /** Everything axe finds, as `rule: where`. */
  async function faults(page: Page): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page }).analyze();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  }

  /** Presses Tab until what has the focus is called `name`. @returns how often. */
  async function tabTo(page: Page, name: string, most = 200): Promise<number> {
    for (let pressed = 1; pressed <= most; pressed++) {
      await page.keyboard.press('Tab');
      const text = await page.evaluate(() => document.activeElement?.textContent ?? '');
      if (text.replaceAll(/\s+/g, ' ').trim() === name) return pressed;
    }
    throw new Error(`Tab did not reach “${name}” on ${page.url()}`);
  }

  async function call(token: string, tool: string): Promise<number> {
    const response = await fetch(`${product.mcp}/slack`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: tool, arguments: {} } }),
    });
    await response.text();
    return response.status;
  }

  beforeAll(async () => {
    [product, browser, callback] = await Promise.all([start(), launchChromium(), Callback.listen()]);
  });
  afterAll(async () => {
    await browser?.close();
    await callback?.close();
    await product?.stop();
  });

  it('signs in by the keyboard alone, and says what to do first', async () => {
    const page = await open(product.signIn);
    expect(await faults(page)).toEqual([]);
    await tabTo(page, 'Sign in');
    await page.keyboard.press('Enter');
    await page.waitForURL(product.url + '/');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Welcome, Owner');
    await tabTo(page, 'Choose a platform');
    signedIn = await page.context().storageState();
    await close(page);
  });

  it('connects Slack on the platform’s own consent page', async () => {
    const page = await open('/');
    await page.getByRole('link', { name: 'Choose a platform' }).click();
    await page.getByRole('link', { name: 'Connect Slack' }).click();
    await page.waitForURL(`${product.sandbox}/**`);
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(`${product.url}/integrations/int_*`);
    slack = new URL(page.url()).pathname;
    expect(await page.getByRole('status').first().textContent()).toContain('Connected.');
    expect(await page.locator('#live-state [data-state]').textContent()).toBe('Active');
    await close(page);
  });

  it('makes a token that is shown once, also after loading again', async () => {
    const page = await open('/tokens');
    await page.getByLabel('Name').fill('Nightly report');
    await page.getByRole('group', { name: 'Slack' }).getByLabel('Read').check();
    await page.getByRole('button', { name: 'Make token' }).click();
    await page.getByRole('heading', { name: 'Token “Nightly report” is ready' }).waitFor();
    const token = (await page.locator('.notice [data-copy-text]').textContent()) ?? '';
    expect(token).toMatch(/^snl_pat_/);
    expect(await faults(page)).toEqual([]);
    expect(await call(token, 'list_channels')).toBe(200);
    await page.reload();
    expect(await page.content()).not.toContain(token);
    expect(await page.getByRole('row').filter({ hasText: 'Nightly report' }).count()).toBe(1);
    await close(page);
  });

  describe('a client asks for access', () => {
    const NAME = '"><script>alert(1)</script> Claude';

    it('shows a hostile name as text, and can be denied by the keyboard', async () => {
      const page = await open(await registerClient(product.url, NAME, callback.url));
      page.on('dialog', (dialog) => complaints.push(`a script ran: ${dialog.message()}`));
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(`Allow ${NAME} to act for you?`);
      expect(await page.getByText('its name is not verified').isVisible()).toBe(true);
      expect(await page.getByText('an app on your computer').isVisible()).toBe(true);
      await tabTo(page, 'Allow');
      await tabTo(page, 'Deny');
      await page.keyboard.press('Enter');
      await page.waitForURL(`${callback.url}**`);
      expect(new URL(page.url()).searchParams.get('error')).toBe('access_denied');
      await close(page);
    });

    it.each(WAYS)('is easy to read, %s', async (_, options) => {
      const page = await open(await registerClient(product.url, NAME, callback.url), options);
      expect(await faults(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await close(page);
    });

    it('gets what was left ticked, is listed, and can be removed', async () => {
      const page = await open(await registerClient(product.url, 'Claude', callback.url));
      await page.getByRole('group', { name: 'Slack' }).getByLabel('Change things').uncheck();
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.waitForURL(`${callback.url}**`);
      expect(new URL(page.url()).searchParams.get('code')).not.toBeNull();
      await page.goto(`${product.url}/clients`);
      const row = page.getByRole('listitem').filter({ hasText: 'unverified' });
      expect(await row.textContent()).toContain('slack:read');
      expect(await row.textContent()).not.toContain('slack:write');
      await row.getByText('Remove …').click();
      expect(await row.textContent()).toContain('loses access to everything above at once');
      await row.getByRole('button', { name: 'Remove Claude' }).click();
      await page.getByText('No client yet').waitFor();
      await close(page);
    });
  });

  const overflow = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  describe.each(WAYS)('every page, %s', (_, options) => {
    const pages = [
      '/',
      '/integrations',
      'SLACK',
      '/health',
      '/clients',
      '/tokens',
      '/audit',
      '/sessions',
      '/members',
      '/nowhere',
    ];

    it.each(pages)('%s', async (path) => {
      const page = await open(path === 'SLACK' ? slack : path, options);
      expect(await page.getByRole('main').count()).toBe(1);
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      // Also what is folded away has to be readable.
      await page.locator('details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')));
      expect(await faults(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await close(page);
    });
  });

  describe('by the keyboard', () => {
    it('skips to the content first', async () => {
      const page = await open('/tokens');
      expect(await tabTo(page, 'Skip to content')).toBe(1);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      const inMain = () => document.querySelector('main')?.contains(document.activeElement);
      expect(await page.evaluate(inMain)).toBe(true);
      await close(page);
    });

    it.each([
      ['/integrations', 'Connect another account on Slack'],
      ['/tokens', 'Make token'],
      ['/members', 'Make invitation'],
      ['/audit', 'Apply'],
      ['/clients', 'Show'],
    ])('reaches the main action of %s', async (path, name) => {
      const page = await open(path);
      await tabTo(page, name);
      await close(page);
    });
  });

  it('opens the menu on a phone, closes it by Escape, and leads on', async () => {
    const page = await open('/', { viewport: { width: 360, height: 740 } });
    const navigation = page.getByRole('navigation', { name: 'Main' });
    expect(await navigation.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Menu' }).click();
    expect(await navigation.isVisible()).toBe(true);
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await navigation.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Menu' }).click();
    await navigation.getByRole('link', { name: 'Audit' }).click();
    await page.waitForURL(`${product.url}/audit`);
    await close(page);
  });

  it('copies an address', async () => {
    const page = await open('/clients', { permissions: ['clipboard-read', 'clipboard-write'] });
    const copy = page.getByRole('button', { name: 'Copy the address of Slack' }).first();
    await copy.click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${product.mcp}/slack`);
    await close(page);
  });

  it('keeps a page up to date by itself, and the focus where it was', async () => {
    const page = await open('/integrations');
    const account = page.getByRole('list', { name: 'Accounts on Slack' }).getByRole('link');
    await account.focus();
    const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Slack' }) });
    await card.getByText(/tools: \d+ read/).click();
    await account.focus();
    await page.evaluate(() => Object.assign(globalThis, { untouched: true }));
    await product.control('tokens', { platform: 'slack', action: 'revoke' });
    await call(await product.token('slack:read'), 'list_channels');
    await page.getByText(/^(Expired|Revoked)$/).waitFor({ timeout: 30_000 });
    expect(await account.evaluate((link) => link === document.activeElement)).toBe(true);
    expect(await card.getByText('List channels').isVisible()).toBe(true);
    expect(await page.evaluate(() => 'untouched' in globalThis)).toBe(true);
    await close(page);
  });

  it('says on the first screen what is wrong and mends it', async () => {
    const page = await open('/');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('One thing needs attention');
    await page.getByRole('link', { name: 'Connect again' }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(`${product.url}${slack}?notice=connected`);
    await page.goto(product.url);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Everything is all right');
    await close(page);
  });

  it('needs no script: shares and disconnects without', async () => {
    const page = await open(slack, { javaScriptEnabled: false });
    await page.getByRole('group', { name: 'Every viewer' }).getByLabel('Read', { exact: true }).check();
    await page.getByRole('region', { name: 'Who may use it' }).getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved who may use it.').waitFor();
    expect(
      await page.getByRole('group', { name: 'Every viewer' }).getByLabel('Read', { exact: true }).isChecked(),
    ).toBe(true);
    await page.getByText('Disconnect …').click();
    await page.getByText('every viewer. History and synced records stay').waitFor();
    await page.getByRole('button', { name: /^Disconnect / }).click();
    await page.waitForURL(`${product.url}/integrations?notice=disconnected`);
    await page.getByRole('link', { name: 'Connect Slack' }).waitFor();
    await close(page);
  });

  it('signs out', async () => {
    const page = await open('/sessions');
    await page.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { level: 1, name: 'Signed out' }).waitFor();
    await close(page);
  });

  it('no page made the browser complain', () => {
    // The page that does not exist is itself an error to the console of a browser.
    expect(complaints.filter((text) => !text.startsWith(`${product.url}/nowhere`))).toEqual([]);
  });
});
