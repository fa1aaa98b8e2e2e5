import { type UpkeepJob } from '../core/jobs';
import { type Env } from '../env';
import { retain } from './retention';
import { reseal, rewrapKeys, rotateKey } from './rotate-keys';

/** One step of the housekeeping. */
export function upkeep(env: Env, job: UpkeepJob): Promise<void> {
  switch (job.type) {
    case 'retention':
      return retain(env, job);
    case 'rewrap_keys':
      return rewrapKeys(env, job);
    case 'rotate_key':
      return rotateKey(env, job.scope);
    case 'reseal':
      return reseal(env, job.walk);
  }
}
