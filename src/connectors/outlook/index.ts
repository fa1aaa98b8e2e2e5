import { defineConnector } from '../../core/define-connector';
import { accountOf, readPerson } from './account';
import { auth } from './auth';
import { classify, limits } from './client';
import { prompts } from './prompts';
import { mailResource } from './sync';
import { createDraft } from './tools/create-draft';
import { createFolder } from './tools/create-folder';
import { forwardMessage } from './tools/forward-message';
import { getAttachment } from './tools/get-attachment';
import { getConversation } from './tools/get-conversation';
import { getMessage } from './tools/get-message';
import { getProfile } from './tools/get-profile';
import { listFolders } from './tools/list-folders';
import { moveMessage } from './tools/move-message';
import { searchMessages } from './tools/search-messages';
import { sendDraftTool } from './tools/send-draft';
import { sendMessage } from './tools/send-message';
import { trashMessage } from './tools/trash-message';
import { updateDraft } from './tools/update-draft';
import { updateMessage } from './tools/update-message';
import { webhook } from './webhook';

export const outlook = defineConnector({
  id: 'outlook',
  title: 'Outlook',
  description: 'Search, read, write, send and file the Outlook mail of the person who connected it.',
  category: 'Mail',
  icon: 'M3 6h18v12H3zM3 6l9 7 9-7M3 18l6-7M21 18l-6-7',
  docs: {
    app: 'https://entra.microsoft.com',
    api: 'https://learn.microsoft.com/graph/api/resources/mail-api-overview',
  },
  origins: { api: 'https://graph.microsoft.com/v1.0' },
  auth,
  account: accountOf,
  health: async (api) => {
    await readPerson(api);
  },
  limits,
  classify,
  webhook,
  sync: { resources: { mail: mailResource } },
  tools: [
    searchMessages,
    getMessage,
    getConversation,
    getAttachment,
    sendMessage,
    createDraft,
    updateDraft,
    sendDraftTool,
    forwardMessage,
    moveMessage,
    trashMessage,
    updateMessage,
    listFolders,
    createFolder,
    getProfile,
  ],
  prompts,
});
