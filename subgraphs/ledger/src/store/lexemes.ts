/**
 * Words as PostgreSQL indexes them: each follows the id of its book (in base64, to be short), so
 * that a search goes straight to one book's words in an index of everybody's. Words hold letters and
 * digits only, so nothing needs escaping.
 */
export function lexemesOf(bookId: string, words: readonly string[]): string {
  const book = prefixOf(bookId);
  return [...new Set(words)].map((word) => `'${book}${word}'`).join(' ');
}

/** A tsquery for transactions of a book that have all of the words, or words that begin so. */
export function wordsQuery(bookId: string, words: readonly string[]): string {
  const book = prefixOf(bookId);
  return words.map((word) => `'${book}${word}':*`).join(' & ');
}

/** All of the id's 128 bits in 22 characters: a part of them could be shared by two books. */
function prefixOf(bookId: string): string {
  return `${Buffer.from(bookId.replaceAll('-', ''), 'hex').toString('base64url')}:`;
}
