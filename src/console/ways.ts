import { toBase64 } from '../core/ids';

/** One way of adding an endpoint to a client. */
export interface Way {
  id: string;
  title: string;
  steps: readonly string[];
  /** Text to copy, each with what it is. */
  copy: readonly { label: string; text: string }[];
  /** A link the client installed on this machine opens by itself. */
  install?: { href: string; text: string };
  /** Does the client's maker connect from the internet, so that an address of this machine cannot be reached? */
  fromInternet?: true;
}

/** Is this an address only this machine can reach? */
export const isLocal = (url: string): boolean => /^(localhost|127\.|\[::1\])/.test(URL.parse(url)?.hostname ?? '');

/** How an endpoint is added to each client, with everything to copy written out. */
export function waysOf(name: string, url: string): readonly Way[] {
  const quoted = (value: unknown) => `'${JSON.stringify(value)}'`;
  const code = { name, type: 'http', url };
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
  return [
    {
      id: 'claude',
      title: 'Claude (web and desktop)',
      steps: [
        'Open Settings, then Connectors, and choose “Add custom connector”.',
        'Paste the name and the address, and choose Add.',
        'Choose Connect: Claude leads you back here, where you allow what it may do.',
      ],
      copy: [
        { label: 'name', text: name },
        { label: 'address', text: url },
      ],
      fromInternet: true,
    },
    {
      id: 'claude-code',
      title: 'Claude Code',
      steps: ['Run this in a terminal.', 'Start claude, type /mcp, choose the server and sign in.'],
      copy: [{ label: 'command', text: `claude mcp add --transport http ${name} ${url}` }],
    },
    {
      id: 'chatgpt',
      title: 'ChatGPT',
      steps: [
        'Open Settings, then Apps & Connectors, then Advanced settings, and turn on Developer mode.',
        'Choose Create, paste the name and the address, and leave OAuth as the way to sign in.',
        'ChatGPT leads you back here, where you allow what it may do.',
      ],
      copy: [
        { label: 'name', text: name },
        { label: 'address', text: url },
      ],
      fromInternet: true,
    },
    {
      id: 'cursor',
      title: 'Cursor',
      steps: ['Press the button, or put this into ~/.cursor/mcp.json.', 'Cursor asks you to sign in on first use.'],
      copy: [{ label: 'settings', text: JSON.stringify({ mcpServers: { [name]: { url } } }, null, 2) }],
      install: {
        href: `cursor://anysphere.cursor-deeplink/mcp/install?name=${encodeURIComponent(name)}&config=${encodeURIComponent(toBase64(new TextEncoder().encode(JSON.stringify({ url }))))}`,
        text: 'Add to Cursor',
      },
    },
    {
      id: 'vscode',
      title: 'VS Code',
      steps: ['Press the button, or run this in a terminal.', 'VS Code asks you to sign in when it starts the server.'],
      copy: [{ label: 'command', text: `code --add-mcp ${quoted(code)}` }],
      install: { href: `vscode:mcp/install?${encodeURIComponent(JSON.stringify(code))}`, text: 'Add to VS Code' },
    },
    {
      id: 'curl',
      title: 'Command line',
      steps: [
        'Make a token under Tokens and keep it in SENESCHAL_TOKEN.',
        'This lists the tools; tools/call calls one.',
      ],
      copy: [
        {
          label: 'command',
          text: [
            `curl ${url}`,
            `  -H "authorization: Bearer $SENESCHAL_TOKEN"`,
            `  -H 'content-type: application/json'`,
            `  -H 'accept: application/json, text/event-stream'`,
            `  -d ${quoted(list)}`,
          ].join(' \\\n'),
        },
      ],
    },
  ];
}
