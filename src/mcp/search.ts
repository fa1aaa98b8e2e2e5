const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Crude, and enough for tool names: `messages` and `message`, `searching` and `search`. */
const stem = (word: string): string => word.replace(/(ing|es|s)$/, '');

/**
 * Orders candidates by how well they fit the query: a word in the name counts for more than one in the text, a rare word for more than
 * one that every tool has. Those that share no word are left out; equal ones keep their order.
 */
export function rank<T extends { name: string; text: string }>(query: string, candidates: readonly T[]): T[] {
  const wanted = [...new Set(words(query).map(stem))].filter((word) => word !== '');
  const indexed = candidates.map((candidate) => ({
    candidate,
    name: new Set(words(candidate.name.replaceAll('_', ' ')).map(stem)),
    text: new Set(words(candidate.text).map(stem)),
  }));
  const rarity = new Map(
    wanted.map((word) => {
      const holders = indexed.filter(({ name, text }) => name.has(word) || text.has(word)).length;
      return [word, Math.log(1 + candidates.length / (1 + holders))];
    }),
  );
  return indexed
    .map((entry, position) => {
      const score = wanted.reduce((sum, word) => {
        const weight = rarity.get(word) ?? 0;
        return sum + (entry.name.has(word) ? 3 * weight : 0) + (entry.text.has(word) ? weight : 0);
      }, 0);
      return { ...entry, position, score };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.position - b.position)
    .map(({ candidate }) => candidate);
}
