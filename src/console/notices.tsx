import { type FC } from 'hono/jsx';
import { Notice } from './parts/page-parts';

/** What an address may say was done. Anything else says nothing: an address cannot put words on a page. */
const NOTICES: Readonly<Record<string, { text: string; tone?: 'warn' }>> = {
  connected: { text: 'Connected. Its tools work now for your clients; others see it only if you share it.' },
  'other-account': {
    text: 'You signed in to another account than the one you meant to reconnect. It was added beside it; the other one is unchanged.',
    tone: 'warn',
  },
  'key-replaced': { text: 'The new key works and has replaced the old one.' },
  'app-saved': { text: 'The platform knows this app. Accounts are connected through it from now on.' },
  'app-removed': { text: 'Removed. Its secrets were erased here.' },
  checked: { text: 'Checked just now. The result is below.' },
  shared: { text: 'Saved who may use it.' },
  default: { text: 'Your tools use this account now where several would do.' },
  synced: { text: 'Saved. What is ticked is being read now and looked at again every hour.' },
  syncing: { text: 'Reading what is new. It goes on in the background.' },
  erased: { text: 'Erased. Nothing of it is kept here any more.' },
  retention: { text: 'Saved. Records older than that are deleted tonight.' },
  disconnected: {
    text: 'Disconnected. Its tokens were erased here, and withdrawn at the platform where it allows that.',
  },
  replayed: { text: 'Handed over again. What becomes of it is shown below.' },
  'handled-already': { text: 'That delivery has been handled already: nothing was repeated.' },
  'client-revoked': { text: 'Removed. Its tokens stopped working at once; it has to ask you again.' },
  'token-revoked': { text: 'Revoked. Programs that use the token are refused from now on.' },
  'session-revoked': { text: 'That session has ended.' },
  'member-removed': { text: 'Removed. Their sessions, tokens and clients stopped working at once.' },
};

export const NoticeOf: FC<{ code: string | undefined }> = ({ code }) => {
  const notice = new Map(Object.entries(NOTICES)).get(code ?? '');
  return notice === undefined ? null : <Notice tone={notice.tone ?? 'ok'}>{notice.text}</Notice>;
};
