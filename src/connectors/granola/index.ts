import { defineConnector } from '../../core/define-connector';
import { path } from '../../core/path';
import { auth } from './auth';
import { classify, read } from './client';
import { prompts } from './prompts';
import { noteList } from './schema';
import { notesResource } from './sync';
import { getNote } from './tools/get-note';
import { getTranscript } from './tools/get-transcript';
import { listFolders } from './tools/list-folders';
import { listNotes } from './tools/list-notes';
import { meetingMetrics } from './tools/meeting-metrics';
import { searchNotes } from './tools/search-notes';
import { webhook } from './webhook';

export const granola = defineConnector({
  id: 'granola',
  title: 'Granola',
  description: 'Read meeting notes, summaries and transcripts in Granola, and see how meetings fill the weeks.',
  category: 'Meetings',
  icon: 'M5 4h14v16H5zM8 8h8M8 12h8M8 16h5',
  docs: { app: 'https://www.granola.ai/settings', api: 'https://docs.granola.ai' },
  origins: { api: 'https://public-api.granola.ai/v1' },
  auth,
  account: async (api, { fingerprint }) => {
    const { notes } = await read(api, path`/notes`, noteList, { page_size: 1 });
    // Granola does not say whose a key is: the newest note's owner is a hint for people, the key itself is the account.
    const owner = notes[0]?.owner;
    const label = owner?.email ?? owner?.name ?? `Key ${fingerprint.slice(0, 6)}`;
    return { id: fingerprint, label };
  },
  health: async (api) => {
    await read(api, path`/notes`, noteList, { page_size: 1 });
  },
  limits: { default: { capacity: 25, perMinute: 300 } },
  classify,
  webhook,
  sync: { resources: { notes: notesResource } },
  tools: [listNotes, searchNotes, getNote, getTranscript, listFolders, meetingMetrics],
  prompts,
});
