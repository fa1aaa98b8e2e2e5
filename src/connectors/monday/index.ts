import { z } from 'zod';
import { defineConnector } from '../../core/define-connector';
import { auth } from './auth';
import { classify, read } from './client';
import { ME } from './documents';
import { prompts } from './prompts';
import { itemsResource } from './sync';
import { addUpdate } from './tools/add-update';
import { archiveItem } from './tools/archive-item';
import { createItem } from './tools/create-item';
import { createSubitem } from './tools/create-subitem';
import { deleteItem } from './tools/delete-item';
import { getBoard } from './tools/get-board';
import { getItem } from './tools/get-item';
import { listBoards } from './tools/list-boards';
import { listItems } from './tools/list-items';
import { listUpdates } from './tools/list-updates';
import { listUsers } from './tools/list-users';
import { listWorkspaces } from './tools/list-workspaces';
import { moveItem } from './tools/move-item';
import { searchItems } from './tools/search-items';
import { updateItem } from './tools/update-item';
import { updateUpdate } from './tools/update-update';
import { webhook } from './webhook';

const identity = z.object({
  me: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    account: z.object({ id: z.string(), name: z.string() }),
  }),
});

export const monday = defineConnector({
  id: 'monday',
  title: 'monday.com',
  description:
    'Read and keep up to date the boards, items and updates of a monday.com account as the person who connected it.',
  category: 'Work',
  icon: 'M4 5h5v14H4zM10 5h5v9h-5zM16 5h4v5h-4z',
  docs: { app: 'https://monday.com/developers/apps', api: 'https://developer.monday.com/api-reference' },
  origins: { api: 'https://api.monday.com' },
  auth,
  account: async (api) => {
    const { me } = await read(api, ME, {}, identity);
    return { id: `${me.account.id}:${me.id}`, label: `${me.name} at ${me.account.name}` };
  },
  health: async (api) => {
    await read(api, ME, {}, identity);
  },
  sparing: true,
  // Calls a minute of the smallest plans. What a day may hold (200 calls on the free plan) and what calls cost we learn from its refusals.
  limits: { default: { capacity: 40, perMinute: 1000 } },
  classify,
  webhook,
  sync: { resources: { items: itemsResource } },
  tools: [
    listBoards,
    getBoard,
    listItems,
    searchItems,
    getItem,
    listUpdates,
    listUsers,
    listWorkspaces,
    createItem,
    createSubitem,
    updateItem,
    moveItem,
    archiveItem,
    deleteItem,
    addUpdate,
    updateUpdate,
  ],
  prompts,
});
