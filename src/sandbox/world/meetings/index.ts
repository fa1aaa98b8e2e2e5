import { BRACKWATER_MEETINGS } from './brackwater';
import { HOUSE_MEETINGS } from './house';
import { type Meeting } from './types';

export { type Guest, type Held, type Meeting, type Speaker } from './types';
export { cuesOf, webVtt, type Cue } from './transcript';

export const MEETINGS: readonly Meeting[] = [...BRACKWATER_MEETINGS, ...HOUSE_MEETINGS];
