import { type ChatMessage } from './types';

export const OFFICE_MESSAGES: readonly ChatMessage[] = [];
