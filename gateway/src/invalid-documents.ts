import { LRUCache } from 'lru-cache';
import type { OperationAnswer, Operations } from './operations.ts';

/** Of all documents and answers together. */
const keptCharacters = 1_000_000;

/**
 * Remembers what is answered to documents that aren't valid. It is the same whoever asks, with whatever
 * variables, and Apollo, which keeps only what is valid, would validate them each time that they come.
 */
export function rememberInvalid(operations: Operations): Operations {
  const known = new LRUCache<string, OperationAnswer>({
    maxSize: keptCharacters,
    sizeCalculation: ({ result }, query) => query.length + JSON.stringify(result).length,
  });
  return {
    ...operations,
    async answer(operation, ...more) {
      const { query } = operation;
      const remembered = known.get(query);
      if (remembered) return remembered;
      const answer = await operations.answer(operation, ...more);
      if (isAboutDocument(answer)) known.set(query, answer);
      return answer;
    },
  };
}

function isAboutDocument({ status, result: { errors = [], data } }: OperationAnswer): boolean {
  const isInvalid = errors.some(
    ({ extensions }) => extensions?.['code'] === 'GRAPHQL_VALIDATION_FAILED',
  );
  return status === 400 && data === undefined && isInvalid;
}
