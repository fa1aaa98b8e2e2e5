import { apiKey } from '../../core/define-connector';

/** A key of a person or of a workspace; Granola tells neither whose it is nor when it ends. @see https://docs.granola.ai */
export const auth = apiKey({
  help: 'Make a key in Granola under Settings, API (Business and Enterprise plans).',
  fields: [
    {
      name: 'api_key',
      label: 'API key',
      help: 'It reads the notes its owner can read, and nothing else.',
      secret: true,
      pattern: /grn_[A-Za-z0-9_-]{8,200}/,
      example: 'grn_ and at least eight letters and digits',
      sandbox: (person) => `grn_sandbox_${person}`,
    },
  ],
  headers: ({ api_key: key = '' }) => ({ authorization: `Bearer ${key}` }),
  anonymous: true,
});
