/** Words that name a column's role in a header, in any language, the most telling first; configured data. */
export type ColumnWords = Readonly<
  Record<
    | 'date'
    | 'payee'
    | 'description'
    | 'amount'
    | 'debit'
    | 'credit'
    | 'balance'
    | 'currency'
    | 'direction'
    // A kind of booking: asked for directions where its cells say nothing else, or nothing else could say them.
    | 'kind'
    // What stands in a column of directions.
    | 'out'
    | 'in',
    readonly string[]
  >
>;

/**
 * The column whose name is one of the words, or else begins or ends with one; the earlier word wins, then
 * the earlier column.
 */
export function byName(
  header: readonly string[] | null,
  words: readonly string[],
): number | undefined {
  const exact = byExactName(header, words);
  if (exact !== undefined) return exact;
  return find(
    header,
    words,
    (name, word) => name.startsWith(`${word} `) || name.endsWith(` ${word}`),
  );
}

/** The currency of a line, for one, is never that of a column like `Original currency`. */
export function byExactName(
  header: readonly string[] | null,
  words: readonly string[],
): number | undefined {
  return find(header, words, (name, word) => name === word);
}

function find(
  header: readonly string[] | null,
  words: readonly string[],
  matches: (name: string, word: string) => boolean,
): number | undefined {
  const names = (header ?? []).map(plainWords);
  for (const word of words) {
    const found = names.findIndex((name) => matches(name, word));
    if (found >= 0) return found;
  }
  return undefined;
}

/** Lower case, without accents and with single spaces, as the configured words are. */
export function plainWords(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
}
