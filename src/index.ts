import { authorizationServer } from './auth/authorization-server';
import { tokenEndpoint } from './auth/token-endpoint';
import { type JobMessage } from './core/jobs';
import { type Env } from './env';
import { app } from './http/app';
import { consume } from './jobs/consume';
import { runSchedule } from './jobs/schedule';
import { mcpEndpoint } from './mcp/endpoint';
import { productionRoutes } from './mcp/routes';

export { Integration } from '../durable-objects/integration';
export { OAuthGate } from '../durable-objects/oauth-gate';

const serveMcp = mcpEndpoint(productionRoutes);

export default {
  fetch(request, env, context) {
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
