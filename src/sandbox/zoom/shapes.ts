import { type JsonObject } from '../kernel/call';
import { hexId } from '../kernel/ids';
import { utf8 } from '../kernel/crypto';
import { COMPANY, fullName, person, type PersonKey } from '../world/people';
import { isoSeconds } from '../world/time';
import { ACCOUNT_ID, meetingNumber, zoomUserId, type StoredInstance, type StoredMeeting } from './model';

const HOST = `https://${COMPANY.slug}.zoom.us`;

export const joinUrl = (meeting: StoredMeeting): string =>
  `${HOST}/j/${meeting.id}?pwd=${hexId(`pwd:${meeting.id}`)}.1`;

export function userShape(key: PersonKey, anchor: number): JsonObject {
  const someone = person(key);
  const pmi = meetingNumber(`pmi:${key}`);
  return {
    id: zoomUserId(key),
    first_name: someone.first,
    last_name: someone.last,
    display_name: fullName(someone),
    email: someone.email,
    type: 2,
    role_name: someone.owner ? 'Owner' : someone.admin ? 'Admin' : 'Member',
    pmi: String(pmi),
    use_pmi: false,
    personal_meeting_url: `${HOST}/j/${pmi}`,
    timezone: someone.timezone,
    verified: 1,
    dept: '',
    created_at: isoSeconds(anchor - 700 * 86_400_000),
    last_login_time: isoSeconds(anchor - 86_400_000),
    pic_url: '',
    host_key: String(pmi).slice(0, 6),
    account_id: ACCOUNT_ID,
    language: 'en-US',
    phone_number: someone.phone,
    status: 'active',
    job_title: someone.title,
    location: COMPANY.city,
    login_types: [100],
    account_number: meetingNumber('account-number'),
    cluster: 'eu01',
  };
}

/** One line of a list: no password, no settings. */
export function listedMeeting(meeting: StoredMeeting, start: number | undefined = meeting.start): JsonObject {
  return {
    uuid: meeting.uuid,
    id: meeting.id,
    host_id: zoomUserId(meeting.host),
    topic: meeting.topic,
    type: meeting.type,
    ...(start === undefined ? {} : { start_time: isoSeconds(start), duration: meeting.minutes }),
    timezone: meeting.timezone,
    ...(meeting.agenda ? { agenda: meeting.agenda.slice(0, 250) } : {}),
    created_at: isoSeconds(meeting.created),
    join_url: joinUrl(meeting),
  };
}

export function meetingShape(meeting: StoredMeeting): JsonObject {
  const { id, host, start } = meeting;
  return {
    uuid: meeting.uuid,
    id,
    host_id: zoomUserId(host),
    host_email: person(host).email,
    assistant_id: '',
    topic: meeting.topic,
    type: meeting.type,
    status: meeting.status,
    ...(start === undefined ? {} : { start_time: isoSeconds(start), duration: meeting.minutes }),
    timezone: meeting.timezone,
    agenda: meeting.agenda,
    created_at: isoSeconds(meeting.created),
    start_url: `${HOST}/s/${id}?zak=${hexId(`zak:${id}`)}`,
    join_url: joinUrl(meeting),
    password: meeting.password,
    h323_password: meeting.password,
    pstn_password: meeting.password,
    encrypted_password: `${hexId(`pwd:${id}`)}.1`,
    settings: {
      ...meeting.settings,
      contact_name: fullName(person(host)),
      contact_email: person(host).email,
      meeting_invitees: meeting.invited.map(({ email }) => ({ email })),
    },
    ...(meeting.recurrence ? { recurrence: meeting.recurrence } : {}),
    ...(meeting.occurrences
      ? {
          occurrences: meeting.occurrences.map((occurrence) => ({
            occurrence_id: occurrence.id,
            start_time: isoSeconds(occurrence.start),
            duration: occurrence.minutes,
            status: occurrence.status,
          })),
        }
      : {}),
    creation_source: 'open_api',
    pre_schedule: false,
  };
}

export function pastShape(instance: StoredInstance): JsonObject {
  const someone = person(instance.host);
  const minutes = Math.round((instance.end - instance.start) / 60_000);
  return {
    uuid: instance.uuid,
    id: instance.meetingId,
    host_id: zoomUserId(instance.host),
    type: 2,
    topic: instance.topic,
    user_name: fullName(someone),
    user_email: someone.email,
    start_time: isoSeconds(instance.start),
    end_time: isoSeconds(instance.end),
    duration: minutes,
    total_minutes: minutes * instance.participants.length,
    participants_count: instance.participants.length,
    dept: '',
    source: 'Zoom',
  };
}

export const participantsShape = (instance: StoredInstance): JsonObject[] =>
  instance.participants.map((participant) => ({
    id: participant.id,
    user_id: participant.userId,
    name: participant.name,
    user_email: participant.email,
    join_time: isoSeconds(participant.joined),
    leave_time: isoSeconds(participant.left),
    duration: Math.round((participant.left - participant.joined) / 1000),
    failover: false,
    status: 'in_meeting',
    internal_user: participant.internal,
    registrant_id: '',
  }));

export interface RecordingFile {
  /** What `download_url` ends in. */
  token: string;
  shape: JsonObject;
}

/** The files of a recorded meeting; undefined for one that was not recorded. */
export function recordingFiles(instance: StoredInstance): RecordingFile[] | undefined {
  const { vtt, uuid } = instance;
  if (vtt === undefined) return undefined;
  const minutes = Math.round((instance.end - instance.start) / 60_000);
  const kinds = [
    { type: 'MP4', extension: 'MP4', kind: 'shared_screen_with_speaker_view', size: minutes * 1_310_720 },
    { type: 'M4A', extension: 'M4A', kind: 'audio_only', size: minutes * 491_520 },
    { type: 'TRANSCRIPT', extension: 'VTT', kind: 'audio_transcript', size: utf8(vtt).length },
  ];
  return kinds.map(({ type, extension, kind, size }) => {
    const token = downloadToken(uuid, type);
    return {
      token,
      shape: {
        id: `${hexId(`file:${uuid}:${type}`)}-${type.toLowerCase()}`,
        meeting_id: uuid,
        recording_start: isoSeconds(instance.start),
        recording_end: isoSeconds(instance.end),
        file_type: type,
        file_extension: extension,
        file_size: size,
        play_url: `https://zoom.us/rec/play/${token}`,
        download_url: `https://zoom.us/rec/download/${token}`,
        status: 'completed',
        recording_type: kind,
      },
    };
  });
}

export const downloadToken = (uuid: string, type: string): string =>
  `${hexId(`download:${uuid}:${type}`)}${hexId(`download+:${uuid}:${type}`)}`;

export function recordingShape(instance: StoredInstance, files: RecordingFile[]): JsonObject {
  const sizes = files.map(({ shape }) => Number(shape.file_size));
  return {
    uuid: instance.uuid,
    id: instance.meetingId,
    account_id: ACCOUNT_ID,
    host_id: zoomUserId(instance.host),
    host_email: person(instance.host).email,
    topic: instance.topic,
    /* A text here, and a number everywhere else. */
    type: '2',
    start_time: isoSeconds(instance.start),
    timezone: person(instance.host).timezone,
    duration: Math.round((instance.end - instance.start) / 60_000),
    total_size: sizes.reduce((sum, size) => sum + size, 0),
    recording_count: files.length,
    share_url: `https://zoom.us/rec/share/${downloadToken(instance.uuid, 'share')}`,
    recording_files: files.map(({ shape }) => shape),
  };
}

export function summaryShape(instance: StoredInstance): JsonObject | undefined {
  const { summary, start, end, host } = instance;
  if (!summary) return undefined;
  const content = [
    `## Quick recap\n${summary.overview}`,
    ...summary.details.map(({ label, summary: text }) => `## ${label}\n${text}`),
    `## Next steps\n${summary.next.map((step) => `- ${step}`).join('\n')}`,
  ].join('\n\n');
  return {
    meeting_host_id: zoomUserId(host),
    meeting_host_email: person(host).email,
    meeting_uuid: instance.uuid,
    meeting_id: instance.meetingId,
    meeting_topic: instance.topic,
    meeting_start_time: isoSeconds(start),
    meeting_end_time: isoSeconds(end),
    summary_start_time: isoSeconds(start),
    summary_end_time: isoSeconds(end),
    summary_created_time: isoSeconds(end + 300_000),
    summary_last_modified_time: isoSeconds(end + 300_000),
    summary_last_modified_user_id: zoomUserId(host),
    summary_last_modified_user_email: person(host).email,
    summary_title: `Meeting summary for ${instance.topic}`,
    summary_overview: summary.overview,
    summary_details: summary.details,
    next_steps: summary.next,
    summary_content: content,
  };
}
