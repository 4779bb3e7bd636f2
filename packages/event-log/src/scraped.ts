import { pause } from './backoff.ts';

/** Things that a metric asks when it is scraped. */
export type Sources<Source> = {
  /** Adds one; the function that is returned takes it away again. */
  readonly add: (source: Source) => () => void;
  readonly all: () => readonly Source[];
  /** What each answers. One that fails, or takes longer than a second, is missing from the answers. */
  readonly ask: <T>(
    name: string,
    question: (source: Source) => Promise<T>,
  ) => Promise<[Source, T][]>;
};

const patienceMs = 1_000;

/**
 * A set of sources. A question that a source still has not answered since the scrape before is not asked
 * again: a query to a database that went away hangs once, and doesn't pile up.
 */
export function createSources<Source extends object>(): Sources<Source> {
  /** Each source, with the names of the questions that it is at. */
  const sources = new Map<Source, Set<string>>();

  const answer = async <T>(
    source: Source,
    name: string,
    question: (source: Source) => Promise<T>,
  ): Promise<[Source, T][]> => {
    const pending = sources.get(source);
    if (!pending || pending.has(name)) return [];
    pending.add(name);
    try {
      return [[source, await question(source)]];
    } catch {
      return [];
    } finally {
      pending.delete(name);
    }
  };

  return {
    add(source) {
      sources.set(source, new Set());
      return () => void sources.delete(source);
    },
    all: () => [...sources.keys()],
    async ask(name, question) {
      const over = new AbortController();
      const tooLate = pause(patienceMs, over.signal);
      const answers = [...sources.keys()].map((source) =>
        Promise.race([answer(source, name, question), tooLate.then(() => [])]),
      );
      try {
        return (await Promise.all(answers)).flat();
      } finally {
        over.abort();
      }
    },
  };
}
