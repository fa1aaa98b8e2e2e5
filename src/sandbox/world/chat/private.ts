import { type ChatMessage } from './types';

export const PRIVATE_MESSAGES: readonly ChatMessage[] = [];
