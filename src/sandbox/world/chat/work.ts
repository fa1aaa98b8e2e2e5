import { type ChatMessage } from './types';

export const WORK_MESSAGES: readonly ChatMessage[] = [];
