/** Prints wrangler.toml as wrangler itself reads it, as JSON. Run by the project's Node: wrangler needs a recent one. */
import { join } from 'node:path';
import { unstable_readConfig } from 'wrangler';
import { ROOT } from './paths.mjs';

process.stdout.write(`${JSON.stringify(unstable_readConfig({ config: join(ROOT, 'wrangler.toml') }))}\n`);
