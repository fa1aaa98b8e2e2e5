import { type Call } from '../kernel/call';
import { utf8 } from '../kernel/crypto';
import { type Sandbox } from '../platform';
import { session } from './api';
import { zoomError } from './failure';
import { Rooms } from './model';
import { downloadToken } from './shapes';

const NEEDED = 'cloud_recording:read:list_recording_files';
const MEDIA = { MP4: 'video/mp4', M4A: 'audio/mp4' } as const;

/** A recording file: the transcript itself, and a token amount of bytes for sound and video. */
export function download(call: Call, sandbox: Sandbox): Response {
  if (call.method !== 'GET' && call.method !== 'HEAD') return zoomError(405, 405, 'Method not allowed');
  const { person, scopes } = session(call, sandbox);
  if (!scopes.includes(NEEDED))
    return zoomError(400, 4711, `Invalid access token, does not contain scopes:[${NEEDED}].`);
  const token = call.path.slice('/rec/download/'.length);
  for (const instance of new Rooms(sandbox).past(person)) {
    if (instance.vtt === undefined) continue;
    if (token === downloadToken(instance.uuid, 'TRANSCRIPT')) {
      return file(utf8(instance.vtt), 'text/vtt', `${instance.topic}.transcript.vtt`);
    }
    for (const [type, media] of Object.entries(MEDIA)) {
      if (token !== downloadToken(instance.uuid, type)) continue;
      return file(utf8(`sandbox ${type} of ${instance.topic}`), media, `${instance.topic}.${type.toLowerCase()}`);
    }
  }
  return zoomError(404, 3301, 'This recording does not exist.');
}

function file(bytes: Uint8Array, type: string, name: string): Response {
  const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;
  return new Response(bytes, { headers: { 'content-type': type, 'content-disposition': disposition } });
}
