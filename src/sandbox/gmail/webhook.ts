import { type Delivery, type EventRequest, type Sandbox } from '../platform';

export const GMAIL_EVENTS = ['message'] as const;
export function gmailEvent(_request: EventRequest, _sandbox: Sandbox): Delivery {
  return { body: '{}', contentType: 'application/json', headers: async () => ({}) };
}
