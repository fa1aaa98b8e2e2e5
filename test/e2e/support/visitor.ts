/** Somebody with a browser but no window: keeps cookies per host, follows redirects, posts forms. */
export class Visitor {
  readonly #cookies = new Map<string, Map<string, string>>();

  async visit(address: string, init: RequestInit = {}): Promise<{ status: number; url: URL; text: string }> {
    let url = new URL(address);
    let request = init;
    for (let hop = 0; hop < 12; hop++) {
      const response = await this.#send(url, request);
      const location = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && location !== null) {
        url = new URL(location, url);
        request = {};
        continue;
      }
      return { status: response.status, url, text: await response.text() };
    }
    throw new Error(`${address} redirected too often`);
  }

  post(address: string, fields: Record<string, string>): Promise<{ status: number; url: URL; text: string }> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(address).origin };
    return this.visit(address, { method: 'POST', headers, body: new URLSearchParams(fields).toString() });
  }

  async json<T>(address: string): Promise<T> {
    const response = await this.#send(new URL(address), { headers: { accept: 'application/json' } });
    return (await response.json()) as T;
  }

  /** Uses a one-time sign-in link as a person would: opens it, presses the button. */
  async signIn(link: string): Promise<void> {
    const { origin, searchParams } = new URL(link);
    await this.visit(link);
    const { status, url } = await this.post(`${origin}/sign-in`, { token: searchParams.get('token') ?? '' });
    if (status !== 200 || url.pathname !== '/') throw new Error(`signing in ended at ${url.pathname} with ${status}`);
  }

  async #send(url: URL, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has('accept')) headers.set('accept', 'text/html');
    const known = this.#cookies.get(url.host) ?? new Map<string, string>();
    if (known.size > 0) headers.set('cookie', [...known].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      known.set(name, value);
    }
    this.#cookies.set(url.host, known);
    return response;
  }
}
