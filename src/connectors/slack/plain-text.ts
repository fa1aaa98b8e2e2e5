/** Names of people by their id, as far as they are known. */
export type NameOf = (userId: string) => string | undefined;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };

/** The ids of the people a text mentions. */
export const mentionsIn = (mrkdwn: string): string[] => [
  ...new Set([...mrkdwn.matchAll(/<@([UW][A-Z0-9]{2,20})(?:\|[^<>]{0,100})?>/g)].map(([, id = '']) => id)),
];

/**
 * Slack's mrkdwn as a person reads it: mentions by name, links with their address, character references undone.
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
export const plainText = (mrkdwn: string, nameOf: NameOf): string =>
  mrkdwn
    .replace(/<([^<>\n]{1,4000})>/g, (_, inside: string) => reference(inside, nameOf))
    .replace(/&(amp|lt|gt);/g, (_, name: string) => ENTITIES[name] ?? '');

function reference(inside: string, nameOf: NameOf): string {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? '' : inside.slice(bar + 1);
  if (target.startsWith('@')) return `@${nameOf(target.slice(1)) ?? (label || target.slice(1))}`;
  if (target.startsWith('#')) return `#${label || target.slice(1)}`;
  // <!here>, <!subteam^S123|@team>, <!date^...|fallback>
  if (target.startsWith('!')) return label || `@${target.slice(1).split('^', 1)[0] ?? ''}`;
  const address = target.replace(/^mailto:/, '');
  return label === '' || label === address ? address : `${label} (${address})`;
}
