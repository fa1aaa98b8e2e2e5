/** A person's or a model's search, taken apart. Nothing in it is syntax of the index. */
export interface SearchTerms {
  /** Words and phrases to find. */
  wanted: string[];
  /** Words and phrases that must not be there. */
  unwanted: string[];
  /** Words of scripts without spaces, which the index keeps only as parts of longer runs: found by comparing. */
  parts: string[];
}

const MOST_TERMS = 32;
/** What the index makes tokens of; a term without any would match nothing at all. */
const TOKEN = /[\p{L}\p{N}\p{Co}]/u;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

/** Reads a query: words, `"phrases"`, and either of them after a minus to leave it out. */
export function readQuery(query: string): SearchTerms {
  const terms: SearchTerms = { wanted: [], unwanted: [], parts: [] };
  const found = [...query.toWellFormed().matchAll(/(?<![^\s"])(-?)(?:"([^"]*)"|(\S+))/g)];
  for (const [, minus, phrase, word = ''] of found.slice(0, MOST_TERMS)) {
    const text = (phrase ?? word).replace(/["\u0000]/g, ' ').trim();
    if (!TOKEN.test(text)) continue;
    if (minus !== '') terms.unwanted.push(text);
    else if (UNSPACED.test(text)) terms.parts.push(text);
    else terms.wanted.push(text);
  }
  return terms;
}

/** Any text as a phrase of FTS5: inside quotation marks nothing is syntax but the mark itself, which is doubled. */
const phrase = (text: string): string => `"${text.replaceAll('\u0000', ' ').replaceAll('"', '""')}"`;

const any = (texts: readonly string[]): string => `(${texts.map(phrase).join(' OR ')})`;
const all = (texts: readonly string[]): string => `(${texts.map(phrase).join(' AND ')})`;
const TEXTS = '{title text people container_name}';

/**
 * The FTS5 expression for a search inside some integrations; undefined where there is nothing to match.
 * @param mode whether every word has to be there, or any.
 * @see https://sqlite.org/fts5.html#full_text_query_syntax
 */
export function matchExpression(
  terms: SearchTerms,
  people: readonly string[],
  integrationIds: readonly string[],
  mode: 'all' | 'any',
): string | undefined {
  const { wanted, unwanted } = terms;
  const named = people.filter((name) => TOKEN.test(name));
  if (wanted.length + unwanted.length + named.length === 0 || integrationIds.length === 0) return undefined;
  const conditions = [
    `integration_id : ${any(integrationIds)}`,
    ...(wanted.length > 0 ? [`${TEXTS} : ${(mode === 'all' ? all : any)(wanted)}`] : []),
    ...named.map((name) => `people : (${phrase(name)})`),
  ];
  const positive = conditions.map((condition) => `(${condition})`).join(' AND ');
  return unwanted.length === 0 ? positive : `(${positive}) NOT (${TEXTS} : ${any(unwanted)})`;
}
