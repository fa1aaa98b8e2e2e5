import { toBase64Url, utf8 } from '../kernel/crypto';
import { hashBytes, hexId } from '../kernel/ids';
import { COMPANY, type PersonKey } from '../world/people';

/** A GUID that depends on nothing but the text. */
export function guid(text: string): string {
  const hex = hexId(text) + hexId(`${text}+`);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

export const TENANT_ID = guid('entra:tenant');
/** Every name the company's directory answers to; `organizations` and `common` are anybody's. */
export const TENANTS: readonly string[] = [
  TENANT_ID,
  COMPANY.domain,
  `${COMPANY.slug}.onmicrosoft.com`,
  'organizations',
  'common',
];

export const objectId = (key: PersonKey): string => guid(`entra:user:${key}`);

const opaque = (text: string, length: number): string => toBase64Url(hashBytes(text, length));

/** Stays with a message wherever it is moved. */
export const immutableId = (owner: PersonKey, name: string): string =>
  `AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A${opaque(`outlook:${owner}:${name}`, 24)}`;

/** What a message is called unless somebody asks for immutable ids: another one in every folder. */
export const placeId = (immutable: string, folder: string): string =>
  `AAMkADg3${opaque(`place:${immutable}:${folder}`, 54)}AAA=`;

export const folderIdOf = (owner: PersonKey, name: string): string =>
  `AQMkADg3${opaque(`folder:${owner}:${name}`, 30)}AAAA`;

export const conversationIdOf = (owner: PersonKey, name: string): string =>
  `AAQkADg3${opaque(`conversation:${owner}:${name}`, 24)}AQAA=`;

export const attachmentIdOf = (message: string, index: number): string =>
  `${opaque(`attachment:${message}:${index}`, 45)}=`;

/** Pads nothing: base64 as it stands in paths of the service. */
export const tokenOf = (value: unknown): string => toBase64Url(utf8(JSON.stringify(value)));
