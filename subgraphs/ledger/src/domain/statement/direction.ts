import { saysItsSign } from './amounts.ts';
import { cut } from './cut.ts';
import { byExactName, type ColumnWords, plainWords } from './header.ts';

/** Whether a line's money went out or came in, where a word beside the amount says so. */
export type Direction = {
  /** As it is compared; empty when there is none. */
  readonly word: string;
  /** Null when the word is none of those for out and in. */
  readonly says: 'out' | 'in' | null;
};

type DirectionWords = Pick<ColumnWords, 'out' | 'in'>;

export function directionOf(cell: string, words: DirectionWords): Direction {
  const word = plainWords(cell);
  if (words.out.includes(word)) return { word, says: 'out' };
  return { word, says: words.in.includes(word) ? 'in' : null };
}

/**
 * The column called a kind of booking (`Type`) that is to be asked for directions. Where every line that
 * says anything in one says out or in, it `tells`. Where no amount has a sign, one that says other things
 * too is asked as well, since nothing else could say it: what it knows counts, and the rest is in `doubt`.
 */
export function kindColumns(
  header: readonly string[] | null,
  words: ColumnWords,
  column: (index: number) => readonly string[],
  amounts: readonly string[],
): { tells: number | null; doubt: number | null } {
  const saying = words.kind
    .map((word) => byExactName(header, [word]))
    .filter((at) => at !== undefined)
    .map((at) => ({ at, said: column(at).filter((cell) => plainWords(cell) !== '') }))
    .filter(({ said }) => said.length > 0);
  const isKnown = (cell: string) => directionOf(cell, words).says !== null;
  const tells = saying.find(({ said }) => said.every(isKnown))?.at ?? null;
  if (tells !== null || amounts.some(saysItsSign)) return { tells, doubt: null };
  const doubt = saying.find(({ said }) => said.some(isKnown)) ?? saying[0];
  return { tells, doubt: doubt?.at ?? null };
}

/** What a person should be told of a line whose amount has neither a sign nor a word; null when it has. */
export function doubtOf({ word, says }: Direction, amountCell: string): string | null {
  if (says !== null || saysItsSign(amountCell)) return null;
  const what = word ? `"${cut(word, 40)}" says neither out nor in` : 'No word says out or in';
  return `${what}, and the amount has no sign: it is read as money in.`;
}
