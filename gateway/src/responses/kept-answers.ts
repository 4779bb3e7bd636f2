import { createHash, randomUUID } from 'node:crypto';
import {
  type AnswerDrops,
  everyBook,
  generationKey,
  generationMs,
  longestAnswerMs,
} from '@outlay/cache/kept-answers.ts';
import type { Cache } from '@outlay/cache/port.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';

/** Where an answer is to be kept: an answer that is made from now on. */
export type Place = {
  /** Names the state of the viewer's book. */
  readonly generation: string;
  readonly keep: (json: string, maxAgeMs: number) => void;
};

/** An answer that is right, or the place for one; null where none may be kept at present. */
export type Looked = { readonly json: string } | Place | null;

export type KeptAnswers = {
  /** `what` tells one query of a viewer from another. */
  readonly look: (viewer: Viewer, what: string) => Promise<Looked>;
};

/** What is longer costs others too much of the cache. */
const longestCharacters = 256 * 1024;

/**
 * Answers by viewer and query. With each stands the generation of the book that it was made under: the one
 * that was read before anything was asked for it. So a write that comes between makes it count no more,
 * whether its drop is before or after the answer is put there.
 */
export function createKeptAnswers(
  cache: Cache,
  drops: Pick<AnswerDrops, 'isOwed'>,
  /** Told apart from graphs of other versions. */
  graphId: string,
): KeptAnswers {
  const keyOf = ({ userId, bookId, roles }: Viewer, what: string): string => {
    const who = JSON.stringify([graphId, userId, bookId, roles]);
    return `answers/${createHash('sha256').update(who).update(what).digest('base64url')}`;
  };
  /** A cache that is away is answered for by a memory that hears of nobody's drops. */
  const mayKeep = (bookId: string): boolean => cache.available() && !drops.isOwed(bookId);

  return {
    async look(viewer, what) {
      const { bookId } = viewer;
      if (!mayKeep(bookId)) return null;
      const key = keyOf(viewer, what);
      const keys = [generationKey(everyBook), generationKey(bookId), key];
      const [ofAll, known, kept] = await cache.getAll(keys);
      const own = known ?? (await firstGeneration(cache, bookId));
      if (own === null || !mayKeep(bookId)) return null;
      const generation = `${ofAll ?? ''}/${own}/`;
      if (kept?.startsWith(generation)) return { json: kept.slice(generation.length) };
      return {
        generation,
        keep(json, maxAgeMs) {
          if (json.length > longestCharacters || !mayKeep(bookId)) return;
          void cache.set(key, generation + json, Math.min(maxAgeMs, longestAnswerMs));
        },
      };
    },
  };
}

/** Null when somebody else was first: what theirs is, the next query finds out. */
async function firstGeneration(cache: Cache, bookId: string): Promise<string | null> {
  const made = randomUUID();
  const isOurs = await cache.setIfAbsent(generationKey(bookId), made, generationMs);
  return isOurs ? made : null;
}
