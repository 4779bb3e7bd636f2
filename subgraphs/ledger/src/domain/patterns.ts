import type { CategoryKind } from './chart.ts';
import { wordsOf } from './words.ts';

/** Words and phrases of descriptions, and the code of the category that each one tells of. */
export type PatternsConfig = {
  readonly fallback: Readonly<Record<CategoryKind, string>>;
  readonly patterns: readonly {
    readonly category: string;
    readonly kind: CategoryKind;
    /** One or several words; the last may end in `*` for any ending. */
    readonly phrases: readonly string[];
  }[];
};

type Phrase = {
  readonly words: readonly string[];
  readonly open: boolean;
  readonly kind: CategoryKind;
  readonly code: string;
};

export type Patterns = {
  readonly fallback: Readonly<Record<CategoryKind, string>>;
  readonly byFirstLetters: ReadonlyMap<string, readonly Phrase[]>;
};

const firstLettersOf = (word: string): string => word.slice(0, 2);

/** Made once, when the ledger starts. */
export function compilePatterns(config: PatternsConfig): Patterns {
  const byFirstLetters = new Map<string, Phrase[]>();
  for (const { category: code, kind, phrases } of config.patterns) {
    for (const text of phrases) {
      const words = wordsOf(text);
      const first = firstLettersOf(words[0] ?? '');
      const known = byFirstLetters.get(first) ?? [];
      known.push({ words, open: text.endsWith('*'), kind, code });
      byFirstLetters.set(first, known);
    }
  }
  return { fallback: config.fallback, byFirstLetters };
}

/** The code of the longest phrase that stands in the description, the earlier one of equals. */
export function codeFor(
  patterns: Patterns,
  description: string,
  kind: CategoryKind,
): string | undefined {
  const words = wordsOf(description);
  let best: Phrase | undefined;
  for (const [place, word] of words.entries()) {
    for (const phrase of patterns.byFirstLetters.get(firstLettersOf(word)) ?? []) {
      if (phrase.kind !== kind || lengthOf(phrase) <= (best ? lengthOf(best) : 0)) continue;
      if (standsAt(phrase, words, place)) best = phrase;
    }
  }
  return best?.code;
}

function lengthOf({ words }: Phrase): number {
  return words.reduce((total, word) => total + word.length, 0);
}

function standsAt({ words, open }: Phrase, text: readonly string[], place: number): boolean {
  return words.every((word, index) => {
    const found = text[place + index];
    const last = index === words.length - 1;
    return open && last ? (found?.startsWith(word) ?? false) : found === word;
  });
}
