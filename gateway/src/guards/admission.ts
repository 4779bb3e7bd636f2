import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type Limits, type ReadDocument, readDocument } from './limits.ts';

/** A parsed document takes about fifty times the memory of its text. */
const charactersKept = 1_000_000;
const documentsKept = 2_000;

/**
 * `readDocument`, once per text: clients send the same few documents over and over. The same text gives
 * the same object as long as it is kept, so what is made of a document can be kept with it.
 */
export function createAdmission(limits: Limits): (text: string) => ReadDocument {
  const kept = new LRUCache<string, ReadDocument | GraphQLError>({
    max: documentsKept,
    maxSize: charactersKept,
    sizeCalculation: (_verdict, text) => text.length + 1,
  });
  return (text) => {
    let known = kept.get(text);
    if (!known) {
      known = read(text, limits);
      kept.set(text, known);
    }
    if (known instanceof GraphQLError) throw known;
    return known;
  };
}

function read(text: string, limits: Limits): ReadDocument | GraphQLError {
  try {
    return readDocument(text, limits);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}
