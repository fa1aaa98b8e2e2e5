import { expect, test } from 'vitest';
import { prompts } from './prompts';

test('the inbox is triaged over the time and about the matter asked for', () => {
  const [triage] = prompts;
  expect(triage?.render({})).toMatchInlineSnapshot(
    `"Go through my Gmail inbox, the last 24 hours. Find it with search_messages (in:inbox with newer_than: or after:), and read with get_thread what the snippet does not settle. Sort it into what needs an answer from me, what I should know, and what can be ignored; one line each, with who, what and by when, and a link where you read the thread. For what needs an answer save a draft with create_draft as a reply, and send nothing. Then propose which messages to archive or label, and change labels only once I agree."`,
  );
  expect(triage?.render({ since: 'since Monday', about: 'Brackwater' })).toContain(
    'since Monday, only what concerns Brackwater.',
  );
});
