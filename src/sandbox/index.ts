import { SandboxWorld, type SandboxEnv } from './sandbox-world';

export { SandboxWorld };

export default {
  fetch: (request, env) => env.WORLD.getByName('world').fetch(request),
} satisfies ExportedHandler<SandboxEnv>;
