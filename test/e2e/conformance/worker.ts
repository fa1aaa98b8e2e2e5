/* Seneschal with the conformance fixtures at one more address, `/mcp/conformance`. For tests alone. */
import { type JobMessage } from '../../../src/core/jobs';
import { type Env } from '../../../src/env';
import seneschal from '../../../src/index';
import { mcpEndpoint } from '../../../src/mcp/endpoint';
import { productionRoutes } from '../../../src/mcp/routes';
import { fixtures } from './fixtures';

export { Integration, OAuthGate } from '../../../src/index';

const serve = mcpEndpoint((pathname) => (pathname === '/mcp/conformance' ? fixtures : productionRoutes(pathname)));

export default {
  ...seneschal,
  fetch: (request, env, context) =>
    new URL(request.url).pathname === '/mcp/conformance'
      ? serve(request, env, context)
      : seneschal.fetch(request, env, context),
} satisfies ExportedHandler<Env, JobMessage>;
