import { gmail } from './gmail';
import { granola } from './granola';
import { monday } from './monday';
import { outlook } from './outlook';
import { type Platform } from './platform';
import { slack } from './slack';
import { zoom } from './zoom';

/** Every simulated platform: a folder each, and one line here. */
export const PLATFORMS: readonly Platform[] = [slack, gmail, zoom, granola, outlook, monday];

export const platformById = (id: string): Platform | undefined => PLATFORMS.find((platform) => platform.id === id);

export const platformOfHost = (host: string): Platform | undefined =>
  PLATFORMS.find((platform) => platform.hosts.includes(host));
