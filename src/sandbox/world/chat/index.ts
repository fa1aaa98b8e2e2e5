import { BRACKWATER_MESSAGES } from './brackwater';
import { OFFICE_MESSAGES } from './office';
import { type ChatMessage } from './types';
import { PRIVATE_MESSAGES } from './private';
import { WORK_MESSAGES } from './work';

export { CHANNELS } from './channels';
export { type Channel, type ChatMessage } from './types';

/** Every message of the company's chat; a reply may stand before or after what it replies to. */
export const MESSAGES: readonly ChatMessage[] = [
  ...OFFICE_MESSAGES,
  ...BRACKWATER_MESSAGES,
  ...WORK_MESSAGES,
  ...PRIVATE_MESSAGES,
];
