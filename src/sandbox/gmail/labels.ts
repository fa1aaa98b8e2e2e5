export interface StoredLabel {
  id: string;
  name: string;
  type: 'system' | 'user';
  messageListVisibility?: 'show' | 'hide';
  labelListVisibility?: 'labelShow' | 'labelShowIfUnread' | 'labelHide';
  color?: { textColor: string; backgroundColor: string };
}

const HIDDEN = [
  'CHAT',
  'CATEGORY_FORUMS',
  'CATEGORY_UPDATES',
  'CATEGORY_PERSONAL',
  'CATEGORY_PROMOTIONS',
  'CATEGORY_SOCIAL',
];

/** In the order the service lists them. */
export const SYSTEM_LABELS: readonly StoredLabel[] = [
  'CHAT',
  'SENT',
  'INBOX',
  'IMPORTANT',
  'TRASH',
  'DRAFT',
  'SPAM',
  'CATEGORY_FORUMS',
  'CATEGORY_UPDATES',
  'CATEGORY_PERSONAL',
  'CATEGORY_PROMOTIONS',
  'CATEGORY_SOCIAL',
  'STARRED',
  'UNREAD',
].map((name) => ({
  id: name,
  name,
  type: 'system',
  ...(HIDDEN.includes(name) ? { messageListVisibility: 'hide', labelListVisibility: 'labelHide' } : {}),
}));

/** People cannot put these on a message, nor take them off. */
export const FIXED_LABELS = ['SENT', 'DRAFT', 'CHAT'];
