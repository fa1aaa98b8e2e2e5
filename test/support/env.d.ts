import { type D1Migration } from '@cloudflare/vitest-pool-workers';
import { type Env as SeneschalEnv } from '../../src/env';
import { type SandboxWorld } from '../../src/sandbox/sandbox-world';
import type * as worker from './worker';

declare global {
  namespace Cloudflare {
    interface GlobalProps {
      mainModule: typeof worker;
    }
    interface Env extends SeneschalEnv {
      WORLD: DurableObjectNamespace<SandboxWorld>;
      MIGRATIONS: D1Migration[];
      /** Parsed API descriptions by file name; empty where they do not lie beside the project. */
      SPECS: Record<string, unknown>;
      LOCAL_ADMIN_TOKEN: string;
    }
  }
}

declare module 'vitest' {
  interface ProvidedContext {
    /** How often the model-based tests run, and from which seed. */
    models: { runs: number; seed?: number };
  }
}
