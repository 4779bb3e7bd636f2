import { LRUCache } from 'lru-cache';

/** Of all patterns together. V8 makes some 0.1 KB of machine code of a character. */
const keptCharacters = 200_000;

const kept = new LRUCache<string, RegExp>({
  maxSize: keptCharacters,
  sizeCalculation: (_pattern, key) => key.length,
});

/**
 * Gives the regular expression of a source, compiled anew if many others were used meanwhile. What patterns there
 * are is for clients to choose, and nothing in V8 bounds the code that it keeps of them: it ends the process.
 */
export function patternFor(source: string, flags = ''): () => RegExp {
  // The same text each time, so that its hash is known; and the only one, for there may be many.
  const key = `${flags} ${source}`;
  const start = flags.length + 1;
  return () => {
    let pattern = kept.get(key);
    if (!pattern) {
      pattern = new RegExp(key.slice(start), key.slice(0, start - 1));
      kept.set(key, pattern);
    }
    return pattern;
  };
}
