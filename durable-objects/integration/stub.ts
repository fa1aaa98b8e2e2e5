import { type IntegrationObject } from '../../src/core/integration-view';
import { type Env } from '../../src/env';

/** The object of an integration, typed by its contract: the runtime's own stub type cannot say `unknown`. */
export const integrationStub = (env: Pick<Env, 'INTEGRATION'>, id: string): IntegrationObject =>
  env.INTEGRATION.getByName(id);
