const maxWords = 64;
const maxWordLength = 40;

/** Most texts; they have no accents to take away. */
const ascii = /^[\x20-\x7e]*$/;

/**
 * The words of a text as they are compared: small letters without accents, in the order of the text.
 * A word is letters, digits and marks in a row, in any script; longer than 40 characters it is cut.
 */
export function wordsOf(text: string): string[] {
  const letters = ascii.test(text) ? text : text.normalize('NFKD').replace(/\p{M}/gu, '');
  const found = letters.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return found.slice(0, maxWords).map((word) => word.slice(0, maxWordLength));
}
