import { defineConnector } from '../../core/define-connector';
import { accountOf, readProfile } from './account';
import { auth } from './auth';
import { classify, limits } from './client';
import { prompts } from './prompts';
import { messagesResource } from './sync';
import { createDraft } from './tools/create-draft';
import { createLabel } from './tools/create-label';
import { deleteDraft } from './tools/delete-draft';
import { getAttachment } from './tools/get-attachment';
import { getMessage } from './tools/get-message';
import { getProfile } from './tools/get-profile';
import { getThread } from './tools/get-thread';
import { listDrafts } from './tools/list-drafts';
import { listLabels } from './tools/list-labels';
import { modifyLabels } from './tools/modify-labels';
import { searchMessages } from './tools/search-messages';
import { sendDraft } from './tools/send-draft';
import { sendMessage } from './tools/send-message';
import { trashMessage } from './tools/trash-message';
import { untrashMessage } from './tools/untrash-message';
import { updateDraft } from './tools/update-draft';
import { webhook } from './webhook';

export const gmail = defineConnector({
  id: 'gmail',
  title: 'Gmail',
  description: 'Search, read, write, send and sort the mail of the person who connected it.',
  category: 'Mail',
  icon: 'M3 5h18v14H3zM3 7l9 7 9-7',
  docs: {
    app: 'https://console.cloud.google.com/auth/clients',
    api: 'https://developers.google.com/workspace/gmail/api/reference/rest',
  },
  origins: {
    api: 'https://gmail.googleapis.com/gmail/v1/users/me',
    identity: 'https://openidconnect.googleapis.com/v1',
  },
  auth,
  account: accountOf,
  health: async (api) => {
    await readProfile(api);
  },
  limits,
  classify,
  webhook,
  sync: { resources: { messages: messagesResource } },
  tools: [
    searchMessages,
    getMessage,
    getThread,
    getAttachment,
    sendMessage,
    createDraft,
    listDrafts,
    updateDraft,
    sendDraft,
    deleteDraft,
    modifyLabels,
    trashMessage,
    untrashMessage,
    listLabels,
    createLabel,
    getProfile,
  ],
  prompts,
});
