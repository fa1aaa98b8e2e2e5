import { CUSTOMER_THREADS } from './customers';
import { HOUSE_THREADS } from './house';
import { type MailThread } from './types';

export { type Mail, type MailDraft, type MailThread, type Party } from './types';
export { DRAFTS } from './drafts';

/** Labels people made for themselves, besides those the mail system has. */
export const MAIL_LABELS = ['Customers/Brackwater', 'Customers/Alder Farms', 'Finance', 'Hiring', 'Follow up'] as const;

export const THREADS: readonly MailThread[] = [...CUSTOMER_THREADS, ...HOUSE_THREADS];
