import { authorizationServer } from './auth/authorization-server';
import { tokenEndpoint } from './auth/token-endpoint';
import { type JobMessage } from './core/jobs';
import { problem } from './core/problem';
import { type Env } from './env';
import { app } from './http/app';
import { consume } from './jobs/consume';
import { runSchedule } from './jobs/schedule';
import { mcpEndpoint } from './mcp/endpoint';
import { productionRoutes } from './mcp/routes';

export { Integration } from '../durable-objects/integration';
export { OAuthGate } from '../durable-objects/oauth-gate';

/** As long as Cloudflare's own limit: here it holds everywhere, and says so. */
const MAX_URL = 16_384;

const serveMcp = mcpEndpoint(productionRoutes);

export default {
  fetch(request, env, context) {
    if (request.url.length > MAX_URL) return problem(414, `The address is longer than ${MAX_URL} characters.`);
    const { pathname } = new URL(request.url);
    if (
      pathname === '/mcp' ||
      pathname.startsWith('/mcp/') ||
      pathname.startsWith('/.well-known/oauth-protected-resource')
    ) {
      return serveMcp(request, env, context);
    }
    if (pathname === '/oauth/token') return tokenEndpoint(request, env, context);
    if (pathname === '/oauth/register' || pathname.startsWith('/.well-known/oauth-authorization-server')) {
      return authorizationServer(env).fetch(request, env, context);
    }
    return app.fetch(request, env, context);
  },
  queue: (batch, env) => consume(batch, env),
  scheduled: ({ cron }, env) => runSchedule(cron, env),
} satisfies ExportedHandler<Env, JobMessage>;
