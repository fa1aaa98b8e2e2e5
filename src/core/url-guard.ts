/**
 * Must a URL somebody else chose be refused before anything is sent to it? Everything that is not https on port 443 of a public host
 * name: IP literals in any notation, local names, credentials in the URL. The host is judged after WHATWG parsing, which turns
 * decimal, octal, hexadecimal and full-width IPv4 into dotted form.
 */
export function isForbiddenUrl(url: string): boolean {
  const parsed = URL.parse(url);
  if (
    parsed === null ||
    parsed.protocol !== 'https:' ||
    parsed.port !== '' ||
    parsed.username !== '' ||
    parsed.password !== ''
  )
    return true;
  const host = parsed.hostname.replace(/\.+$/, '').toLowerCase();
  if (!host.includes('.') || host.startsWith('.') || host.includes('..') || host.startsWith('[')) return true;
  if (/^\d+(\.\d+){3}$/.test(host)) return true;
  return /(^|\.)(localhost|localdomain|local|internal|intranet|private|home|lan|corp|test|invalid|example|onion|arpa)$/.test(
    host,
  );
}
