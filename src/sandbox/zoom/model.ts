import { digitsId, hashBytes } from '../kernel/ids';
import { toBase64, toBase64Url } from '../kernel/crypto';
import { type JsonObject } from '../kernel/call';
import { type Collection } from '../kernel/store';
import { type Sandbox } from '../platform';
import { type PersonKey } from '../world/people';

export interface StoredMeeting {
  id: number;
  uuid: string;
  host: PersonKey;
  topic: string;
  agenda: string;
  /** 1 instant, 2 scheduled, 3 recurring without fixed times, 8 recurring with fixed times. */
  type: number;
  /** Milliseconds; absent for recurring meetings without fixed times. */
  start?: number;
  minutes: number;
  timezone: string;
  created: number;
  password: string;
  recurrence?: JsonObject;
  occurrences?: { id: string; start: number; minutes: number; status: 'available' | 'deleted' }[];
  settings: JsonObject;
  status: 'waiting' | 'started';
  /** When it began, while it is live. */
  startedAt?: number;
  invited: { name: string; email: string }[];
}

export interface Participant {
  id: string;
  userId: string;
  name: string;
  email: string;
  internal: boolean;
  joined: number;
  left: number;
}

export interface StoredInstance {
  uuid: string;
  meetingId: number;
  host: PersonKey;
  topic: string;
  start: number;
  end: number;
  participants: Participant[];
  /** The transcript as WebVTT; recorded meetings have one. */
  vtt?: string;
  summary?: { overview: string; details: { label: string; summary: string }[]; next: string[] };
}

export const ACCOUNT_ID = toBase64Url(hashBytes('zoom:account', 16));
export const zoomUserId = (person: PersonKey): string => toBase64Url(hashBytes(`zoom:user:${person}`, 16));
export const meetingNumber = (name: string): number => Number(digitsId(`zoom:meeting:${name}`, 11));
export const meetingUuid = (name: string): string => toBase64(hashBytes(`zoom:uuid:${name}`, 16));

export class Rooms {
  readonly meetings: Collection<StoredMeeting>;
  readonly instances: Collection<StoredInstance>;

  constructor(readonly sandbox: Sandbox) {
    this.meetings = sandbox.store.collection('zoom.meeting');
    this.instances = sandbox.store.collection('zoom.instance');
  }

  save(meeting: StoredMeeting): StoredMeeting {
    return this.meetings.put(meeting.host, String(meeting.id), meeting);
  }

  saveInstance(instance: StoredInstance): StoredInstance {
    return this.instances.put(instance.host, instance.uuid, instance);
  }

  /** What took place, oldest first. */
  past(host: PersonKey): StoredInstance[] {
    return this.instances.list(host).sort((a, b) => a.start - b.start);
  }
}
