import normalize from 'modern-normalize/modern-normalize.css';
import favicon from './favicon';
import script from './live.client.js';
import style from './style.css';

export interface Asset {
  body: string;
  type: string;
  /** Changes with the content, so that a browser may keep what it has for good. */
  version: string;
}

const asset = (body: string, type: string): Asset => ({
  body,
  type: `${type}; charset=utf-8`,
  version: fingerprint(body),
});

/** Everything the pages load, by its name below `/assets/`. */
export const ASSETS = {
  'style.css': asset(`${normalize}\n${style}`, 'text/css'),
  'live.js': asset(script, 'text/javascript'),
  'icon.svg': asset(favicon, 'image/svg+xml'),
};

export const findAsset = (name: string): Asset | undefined => new Map<string, Asset>(Object.entries(ASSETS)).get(name);

export const assetUrl = (name: keyof typeof ASSETS): string => `/assets/${name}?v=${ASSETS[name].version}`;

/** FNV-1a. Only tells contents apart: hashes that need the runtime's crypto cannot be made while a module loads. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
