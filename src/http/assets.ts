import { Hono } from 'hono';
import { type App } from '../auth/person';
import { type Asset, ASSETS, findAsset } from '../console/assets';
import { notFound } from '../core/errors';

/** The console's stylesheet, script and icon: the same for everybody, so no session is looked up. */
export const assets = new Hono<App>();

const serve = ({ body, type, version }: Asset, asked: string | undefined): Response =>
  new Response(body, {
    headers: {
      'content-type': type,
      'cache-control': asked === version ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    },
  });

assets.get('/assets/:name', (c) => {
  const asset = findAsset(c.req.param('name'));
  if (asset === undefined) throw notFound('The file');
  return serve(asset, c.req.query('v'));
});

assets.get('/favicon.ico', () => serve(ASSETS['icon.svg'], undefined));
