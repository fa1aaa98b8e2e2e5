import { type Connector, type OAuth2 } from '../../src/core/define-connector';
import { connectors } from '../../src/registry';
import { platformById } from '../../src/sandbox/registry';
import { control } from './sandbox';

/** A platform of the registry as the tests connect it. */
export interface PlatformCase {
  platform: string;
  connector: Connector;
  /** A read that needs no arguments and costs one request. */
  read: string;
  /** Whose accounts the tests connect: the sandbox's company has the same people everywhere. */
  accounts: [string, string, string];
}

/** Where the first list costs more than one request. */
const READS: Readonly<Record<string, string>> = { gmail: 'list_labels' };

/** Every platform the sandbox simulates. */
export const platforms: readonly PlatformCase[] = connectors
  .filter(({ id }) => platformById(id) !== undefined)
  .map((connector) => ({
    platform: connector.id,
    connector,
    read: READS[connector.id] ?? firstList(connector),
    accounts: ['maren@larkfield.example', 'tomas@larkfield.example', 'priya@larkfield.example'],
  }));

function firstList({ id, tools }: Connector): string {
  const found = tools.find(({ name, input }) => name.startsWith('list_') && input.safeParse({}).success);
  if (found === undefined) throw new Error(`${id} has no list that needs no arguments`);
  return found.name;
}

/**
 * The platforms on which the kernel's own ways are tried to the end: without PKCE and expiry, with an expiry, with a refresh token that
 * is spent by its use. What holds on these holds on all; each platform is connected, healed and disconnected besides.
 */
export const signInPlatforms: readonly (PlatformCase & { auth: OAuth2 })[] = platforms.flatMap((one) =>
  ['slack', 'gmail', 'zoom'].includes(one.platform) && one.connector.auth.kind === 'oauth2'
    ? [{ ...one, auth: one.connector.auth }]
    : [],
);

/** What was asked of the sandbox. */
export interface Asked {
  method: string;
  host: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: Record<string, string> | string;
  status: number;
}

/** Everything asked of the sandbox's platforms since it was last forgotten. */
export const asked = async (): Promise<Asked[]> => (await control<{ items: Asked[] }>('requests')).items;

/** What was asked at one of the platforms' addresses. */
export async function askedAt(url: string): Promise<Asked[]> {
  const { host, pathname } = new URL(url);
  return (await asked()).filter((request) => request.host === host && request.path === pathname);
}

/** What was posted to a platform's token endpoint, of one grant type. */
export const tokenRequests = async (auth: OAuth2, grantType: string): Promise<Asked[]> =>
  (await askedAt(auth.token)).filter(({ body }) => typeof body === 'object' && body['grant_type'] === grantType);

export const forgetRequests = (): Promise<unknown> => control('requests', undefined, 'DELETE');

/** Breaks an address of a platform until `mend`. */
export function breakDown(url: string, fault: Record<string, unknown>): Promise<unknown> {
  const { host, pathname } = new URL(url);
  return control('faults', { host, path: pathname, ...fault });
}

export const mend = (): Promise<unknown> => control('faults', undefined, 'DELETE');
