import { version } from '../../package.json';

/** Which Seneschal this is. */
export const VERSION: string = version;
