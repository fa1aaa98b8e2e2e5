import { createServer, request as send, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

/**
 * A reverse proxy that adds a bearer token, because the conformance suite cannot send one. Local Host and Origin values become the
 * target's; everything else, hostile values above all, passes as it is.
 */
export async function tokenProxy(target: string, token: string): Promise<{ url: string; close: () => void }> {
  const to = new URL(target);
  const server: Server = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, authorization: `Bearer ${token}` };
    if (isLocal(`http://${headers.host}`)) headers.host = to.host;
    if (headers.origin !== undefined && isLocal(headers.origin)) headers.origin = to.origin;
    const options = { host: to.hostname, port: to.port, path: to.pathname, method: incoming.method, headers };
    const forwarded = send(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}/mcp`, close: () => server.closeAllConnections() ?? server.close() };
}

const isLocal = (origin: string): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(URL.parse(origin)?.hostname ?? '');
