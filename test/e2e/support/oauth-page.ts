import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { freePort } from './product.ts';

/** Where a client on this machine waits for the answer to its request for access. */
export class Callback {
  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  static async listen(): Promise<Callback> {
    const port = await freePort();
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Back</title>');
    });
    server.listen(port, 'localhost');
    await once(server, 'listening');
    return new Callback(`http://localhost:${port}/callback`, server);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** Registers a client. @returns the address of the consent page its request leads to. */
export async function registerClient(seneschal: string, name: string, redirectUri: string): Promise<string> {
  const response = await fetch(`${seneschal}/oauth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_name: name, redirect_uris: [redirectUri], token_endpoint_auth_method: 'none' }),
  });
  if (!response.ok) throw new Error(`the client was not registered: ${response.status} ${await response.text()}`);
  const { client_id: clientId } = (await response.json()) as { client_id: string };
  const challenge = createHash('sha256').update(randomBytes(32).toString('base64url')).digest('base64url');
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    scope: 'slack:read slack:write',
    resource: `${seneschal}/mcp`,
    state: randomBytes(16).toString('hex'),
  });
  return `${seneschal}/authorize?${query.toString()}`;
}
