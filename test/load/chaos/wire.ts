import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pause } from '../../e2e/support/product.ts';
import { type Random } from './random.ts';

/** A request that reached the platforms, whatever became of whoever asked. */
export interface Passed {
  /** When the platform got it, and when its answer was on its way, in milliseconds since 1970. */
  at: number;
  answeredAt: number;
  method: string;
  /** `/HOST/PATH`, as the sandbox is asked. */
  path: string;
  body: string;
  status: number;
  answer: string;
  /** Was somebody there to take the answer? */
  delivered: boolean;
}

/** A webhook as the platform signed it. */
export interface Signed {
  body: string;
  headers: Record<string, string>;
}

export interface Wire {
  url: string;
  passed: Passed[];
  /** Where the sandbox is to deliver what somebody else then carries on; `next` waits for the next one of that name. */
  inbox(name: string): { url: string; next: () => Promise<Signed> };
  close(): Promise<void>;
}

const HOP_BY_HOP = ['host', 'connection', 'content-length', 'transfer-encoding', 'content-encoding', 'keep-alive'];

/**
 * The line between Seneschal and the platforms: slow at random, in both directions, and it forgets nothing. What was asked is carried out
 * even where whoever asked has died meanwhile, as it is in the world.
 */
export async function openWire(port: number, sandbox: string, random: Random): Promise<Wire> {
  const passed: Passed[] = [];
  const inboxes = new Map<string, (signed: Signed) => void>();
  const url = `http://localhost:${port}`;
  const asking = () => random.between(0, 40);
  // Most answers are quick; the slow ones leave time to die between the effect and the news of it.
  const answering = () => (random.chance(0.3) ? random.between(100, 600) : random.between(0, 40));

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const body = await textOf(request);
    const headers = forwarded(request);
    const inbox = /^\/inbox\/(.+)$/.exec(path)?.[1];
    if (inbox !== undefined) {
      inboxes.get(inbox)?.({ body, headers });
      response.end('ok');
      return;
    }
    const [before, after] = [asking(), answering()];
    await pause(before);
    const at = Date.now();
    const method = request.method ?? 'GET';
    const answer = await fetch(sandbox + path, {
      ...{ method, headers, redirect: 'manual' },
      ...(body !== '' && { body }),
    });
    const text = await answer.text();
    const record: Passed = {
      at,
      answeredAt: Date.now(),
      method,
      path,
      body,
      status: answer.status,
      answer: text,
      delivered: false,
    };
    passed.push(record);
    await pause(after);
    record.answeredAt = Date.now();
    record.delivered = !request.socket.destroyed;
    response.writeHead(answer.status, [...answer.headers].filter(([name]) => !HOP_BY_HOP.includes(name)).flat());
    response.end(text);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.destroy();
      process.stderr.write(`the wire: ${String(error)}\n`);
    });
  });
  server.listen(port, 'localhost');
  await once(server, 'listening');
  return {
    url,
    passed,
    inbox: (name) => ({
      url: `${url}/inbox/${name}`,
      next: () => new Promise((resolve) => inboxes.set(name, resolve)),
    }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const forwarded = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined || HOP_BY_HOP.includes(name) ? [] : [[name, String(value)]],
    ),
  );

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
