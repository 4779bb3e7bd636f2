import { type DocumentNode, type GraphQLSchema, specifiedRules, validate } from 'graphql';

type Verdict = { readonly schema: GraphQLSchema; readonly isValid: boolean };

/** As long as the document is kept, by whoever admitted it. */
const known = new WeakMap<DocumentNode, Verdict>();

/**
 * Whether a document is valid, found out once. Looks no further than the first thing that is wrong: Apollo tells
 * clients what is.
 */
export function isValid(schema: GraphQLSchema, document: DocumentNode): boolean {
  let verdict = known.get(document);
  if (verdict?.schema !== schema) {
    const errors = validate(schema, document, specifiedRules, { maxErrors: 1 });
    verdict = { schema, isValid: errors.length === 0 };
    known.set(document, verdict);
  }
  return verdict.isValid;
}
