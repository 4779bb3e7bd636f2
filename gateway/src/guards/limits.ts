import {
  type DocumentNode,
  GraphQLError,
  Lexer,
  OperationTypeNode,
  parse,
  Source,
  TokenKind,
} from 'graphql';
import { measureDocument, type SelectionSize } from './operation-size.ts';
import { countOverlaps } from './overlaps.ts';
import { refusal } from './refusal.ts';

/** What one request may ask for. */
export type Limits = {
  /** Characters of the document; long texts belong into variables. */
  readonly characters: number;
  readonly tokens: number;
  /** All are validated, though one of them runs. */
  readonly operations: number;
  readonly depth: number;
  /** Fields with all fragments written out. */
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  readonly rootFields: number;
  /** Fields of a mutation; they run one after the other. */
  readonly mutations: number;
  /** Pairs of fields of one response name in one place, and of fragments spread in one place. */
  readonly overlaps: number;
  /** Nested lists and objects in the variables. */
  readonly variableDepth: number;
  /** Values in the variables, lists and objects included. */
  readonly variableValues: number;
};

export const defaultLimits: Limits = {
  characters: 50_000,
  tokens: 2_000,
  operations: 20,
  depth: 12,
  fields: 500,
  aliases: 30,
  directives: 30,
  rootFields: 20,
  mutations: 10,
  overlaps: 5_000,
  variableDepth: 16,
  variableValues: 5_000,
};

/** Each costs a password hash; with one per request, attempts are counted where requests are. */
const signInsPerOperation = 1;

/** Enough for the introspection query of GraphiQL and code generators, which goes 13 levels deep. */
const introspection = { depth: 20, fields: 500 };

/** A document that was read, and how large it is in each way: of its parts always the largest. */
export type ReadDocument = {
  readonly document: DocumentNode;
  readonly sizes: Sizes;
};

type Sizes = Omit<Limits & SelectionSize, 'variableDepth' | 'variableValues'>;

/**
 * Parses a document and holds it against the limits, before it is validated or planned: both take far
 * longer than reading it, for a fragment bomb without end. Throws a refusal (400) with the limit and
 * what was asked for. Whose limits are lower is for {@link checkSizes} to see.
 *
 * Every operation of the document is measured, whichever is to run, and every fragment, since all are
 * validated.
 */
export function readDocument(text: string, limits: Limits): ReadDocument {
  atMost(limits.characters, text.length, 'DOCUMENT_TOO_LONG', 'characters');
  const document = parseWithin(text, limits.tokens);
  const { operations, fragments } = measureDocument(document);
  const parts = [
    ...operations.map(({ size }) => size),
    // A fragment of the introspection query, such as `TypeRef on __Type`, has that one's allowance.
    ...fragments.map(({ fragment, size }) =>
      fragment.typeCondition.name.value.startsWith('__') ? asIntrospection(size) : size,
    ),
  ];
  const roots = (ofMutations: boolean) =>
    operations.map(({ operation: { operation }, size }) =>
      ofMutations === (operation === OperationTypeNode.MUTATION) ? size.rootFields : 0,
    );
  const sizes = {
    characters: text.length,
    tokens: countTokens(text),
    operations: operations.length,
    depth: largest(parts.map(({ depth }) => depth)),
    fields: largest(parts.map(({ fields }) => fields)),
    aliases: largest(parts.map(({ aliases }) => aliases)),
    directives: largest(parts.map(({ directives }) => directives)),
    rootFields: largest(roots(false)),
    mutations: largest(roots(true)),
    signIns: largest(operations.map(({ size }) => size.signIns)),
    introspectionDepth: largest(parts.map(({ introspectionDepth }) => introspectionDepth)),
    introspectionFields: largest(parts.map(({ introspectionFields }) => introspectionFields)),
    overlaps: 0,
  };
  checkSizes(sizes, limits);
  // Takes as long as the document is with its fragments written out, which is bounded by now.
  const named = new Map(fragments.map(({ fragment }) => [fragment.name.value, fragment]));
  const definitions = [
    ...operations.map(({ operation }) => operation),
    ...fragments.map(({ fragment }) => fragment),
  ];
  const overlaps = largest(definitions.map((definition) => countOverlaps(definition, named)));
  const measured = { ...sizes, overlaps };
  checkSizes(measured, limits);
  return { document, sizes: measured };
}

/** Holds what was read against the limits of whoever sent it. Throws a refusal (400). */
export function checkSizes(sizes: Sizes, limits: Limits): void {
  atMost(limits.characters, sizes.characters, 'DOCUMENT_TOO_LONG', 'characters');
  atMost(limits.tokens, sizes.tokens, 'TOO_MANY_TOKENS', 'tokens');
  atMost(limits.operations, sizes.operations, 'TOO_MANY_OPERATIONS', 'operations');
  atMost(limits.depth, sizes.depth, 'OPERATION_TOO_DEEP', 'levels');
  atMost(limits.fields, sizes.fields, 'OPERATION_TOO_LARGE', 'fields');
  atMost(limits.aliases, sizes.aliases, 'TOO_MANY_ALIASES', 'aliases');
  atMost(limits.directives, sizes.directives, 'TOO_MANY_DIRECTIVES', 'directives');
  const inside = 'of introspection';
  const { introspectionDepth, introspectionFields } = sizes;
  atMost(introspection.depth, introspectionDepth, 'INTROSPECTION_TOO_DEEP', `levels ${inside}`);
  atMost(introspection.fields, introspectionFields, 'INTROSPECTION_TOO_LARGE', `fields ${inside}`);
  atMost(signInsPerOperation, sizes.signIns, 'TOO_MANY_SIGN_INS', 'sign-ins or sign-ups');
  atMost(limits.rootFields, sizes.rootFields, 'TOO_MANY_ROOT_FIELDS', 'fields at the root');
  atMost(limits.mutations, sizes.mutations, 'TOO_MANY_ROOT_FIELDS', 'fields of a mutation');
  const pairs = 'pairs of fields of the same name, or of fragments, in one place';
  atMost(limits.overlaps, sizes.overlaps, 'TOO_MANY_OVERLAPS', pairs);
}

function largest(sizes: readonly number[]): number {
  return Math.max(0, ...sizes);
}

function asIntrospection(size: SelectionSize): SelectionSize {
  return {
    ...size,
    depth: 0,
    fields: 0,
    introspectionDepth: size.depth + size.introspectionDepth,
    introspectionFields: size.fields + size.introspectionFields,
  };
}

/** Throws a refusal (400) when a request asks for more than is answered. */
export function atMost(limit: number, actual: number, code: string, what: string): void {
  if (actual <= limit) return;
  // Nested fragments can multiply beyond what JSON can hold.
  const shown = Math.min(actual, Number.MAX_SAFE_INTEGER);
  throw refusal(
    400,
    code,
    `The request asks for ${shown} ${what}; at most ${limit} are answered in one. Split it up.`,
    { limit, actual: shown },
  );
}

function parseWithin(text: string, tokens: number): DocumentNode {
  try {
    return parse(text, { maxTokens: tokens });
  } catch (error) {
    atMost(tokens, countTokens(text), 'TOO_MANY_TOKENS', 'tokens');
    if (!(error instanceof GraphQLError)) throw error;
    throw new GraphQLError(error.message, {
      source: error.source,
      positions: error.positions,
      extensions: { code: 'GRAPHQL_PARSE_FAILED', http: { status: 400 } },
    });
  }
}

/** As the parser counts, as far as the text can be read. */
function countTokens(text: string): number {
  const lexer = new Lexer(new Source(text));
  let count = 0;
  try {
    while (lexer.advance().kind !== TokenKind.EOF) count += 1;
  } catch {
    // What comes after a character that no token starts with is not counted.
  }
  return count;
}
