import { type Meeting } from './types';

export const HOUSE_MEETINGS: readonly Meeting[] = [];
