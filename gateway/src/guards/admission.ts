import { type DocumentNode, GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { admitDocument, type Limits } from './limits.ts';
import { checkVariables } from './variables-size.ts';

/** A parsed document takes about fifty times the memory of its text. */
const charactersKept = 1_000_000;
const documentsKept = 2_000;

/**
 * Reads a document, and looks at the variables that came with it; throws a GraphQLError when either goes
 * beyond the limits.
 */
export type Admit = (
  text: string,
  variables?: Readonly<Record<string, unknown>> | null,
) => DocumentNode;

/**
 * `admitDocument`, once per text: clients send the same few documents over and over. The same text gives
 * the same object as long as it is kept, so what is made of a document can be kept with it.
 */
export function createAdmission(limits: Limits): Admit {
  const kept = new LRUCache<string, DocumentNode | GraphQLError>({
    max: documentsKept,
    maxSize: charactersKept,
    sizeCalculation: (_verdict, text) => text.length + 1,
  });
  return (text, variables) => {
    checkVariables(variables, limits);
    let known = kept.get(text);
    if (!known) {
      known = admitted(text, limits);
      kept.set(text, known);
    }
    if (known instanceof GraphQLError) throw known;
    return known;
  };
}

function admitted(text: string, limits: Limits): DocumentNode | GraphQLError {
  try {
    return admitDocument(text, limits);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}
