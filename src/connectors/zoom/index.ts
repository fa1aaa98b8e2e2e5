import { defineConnector } from '../../core/define-connector';
import { auth } from './auth';
import { classify } from './client';
import { prompts } from './prompts';
import { meetingsResource, recordingsResource, transcriptsResource } from './sync';
import { createMeeting } from './tools/create-meeting';
import { deleteMeeting } from './tools/delete-meeting';
import { getInvitation } from './tools/get-invitation';
import { getMeeting } from './tools/get-meeting';
import { getMeetingSummary } from './tools/get-meeting-summary';
import { getPastMeeting } from './tools/get-past-meeting';
import { getRecording } from './tools/get-recording';
import { getTranscript } from './tools/get-transcript';
import { getUser } from './tools/get-user';
import { listMeetings } from './tools/list-meetings';
import { listParticipants } from './tools/list-participants';
import { listPastInstances } from './tools/list-past-instances';
import { listRecordings } from './tools/list-recordings';
import { updateMeeting } from './tools/update-meeting';
import { readMe } from './user';
import { accountRoute, hostRoute, webhook } from './webhook';

export const zoom = defineConnector({
  id: 'zoom',
  title: 'Zoom',
  description: 'Plan Zoom meetings and read what happened in them: participants, recordings, transcripts, summaries.',
  category: 'Meetings',
  icon: 'M3 7h11v10H3zM14 11l7-4v10l-7-4z',
  docs: { app: 'https://marketplace.zoom.us/develop/create', api: 'https://developers.zoom.us/docs/api/meetings/' },
  // Recordings are downloaded from Zoom's main site or the account's own; both names are needed, a wildcard covers subdomains alone.
  origins: { api: 'https://api.zoom.us/v2', site: 'https://zoom.us', sites: 'https://*.zoom.us' },
  auth,
  account: async (api) => {
    const { id, email, name, account_id: account } = await readMe(api);
    const label = name === '' ? email : `${email} (${name})`;
    return { id, label, routes: [hostRoute(id), ...(account === undefined ? [] : [accountRoute(account)])] };
  },
  health: async (api) => {
    await readMe(api);
  },
  // Of a Pro account, per second. Zoom counts them over all apps of the account: what others use we learn from its 429.
  limits: {
    default: { capacity: 30, perMinute: 1800 },
    light: { capacity: 30, perMinute: 1800 },
    medium: { capacity: 20, perMinute: 1200 },
    heavy: { capacity: 10, perMinute: 600 },
  },
  classify,
  webhook,
  sync: {
    resources: { meetings: meetingsResource, recordings: recordingsResource, transcripts: transcriptsResource },
  },
  tools: [
    listMeetings,
    getMeeting,
    createMeeting,
    updateMeeting,
    deleteMeeting,
    getInvitation,
    getPastMeeting,
    listPastInstances,
    listParticipants,
    listRecordings,
    getRecording,
    getTranscript,
    getMeetingSummary,
    getUser,
  ],
  prompts,
});
