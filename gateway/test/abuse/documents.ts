import { type Attack, byDocument, times } from './attack.ts';

const spreads = (level: number) => `...F${level} `.repeat(3);
/** Three spreads of a fragment with three spreads, and so on: millions of fields in a kilobyte. */
const bomb = `{${spreads(0)}}${times(18, (nth) => `fragment F${nth} on Query{${nth === 17 ? 'me{id}' : spreads(nth + 1)}}`, '')}`;
/** Each spreads its own three of hundreds that there aren't. */
const nothingOfMany = times(
  140,
  (nth) => `fragment F${nth} on Query{${times(3, (at) => `...N${nth}x${at}`)}}`,
);
/** Twice the next one, and that twice the next but one: it would be spread out for years, and comes to nothing. */
const emptyBomb = `{...F0} ${times(60, (nth) => `fragment F${nth} on Query{...F${nth + 1} ...F${nth + 1}}`)}`;

export const documentAttacks: readonly Attack[] = [
  byDocument('a bomb of fragments in 1 KB', 'OPERATION_TOO_LARGE', bomb),
  byDocument('a bomb of fragments that hold nothing', 'GRAPHQL_VALIDATION_FAILED', emptyBomb),
  byDocument(
    '640 fragments that there aren’t',
    'GRAPHQL_VALIDATION_FAILED',
    `{ ${times(640, (nth) => `...G${nth}`)} requestId }`,
  ),
  byDocument(
    '140 fragments of fragments that there aren’t',
    'GRAPHQL_VALIDATION_FAILED',
    `{ ${times(140, (nth) => `...F${nth}`)} requestId } ${nothingOfMany}`,
  ),
  byDocument(
    '200 fragments in one place',
    'TOO_MANY_OVERLAPS',
    `{ me { ${times(200, (nth) => `...F${nth}`)} } } ${times(200, (nth) => `fragment F${nth} on Person{f${nth}}`)}`,
  ),
  byDocument(
    '480 overlapping fields in a fragment that another of its name hides',
    'TOO_MANY_OVERLAPS',
    `{ me { ...F } } fragment F on Person { ${times(240, () => 'notes { text }')} } fragment F on Person { id }`,
  ),
  byDocument(
    '1,000 aliases of one field',
    'TOO_MANY_TOKENS',
    `{ ${times(1_000, (nth) => `a${nth}: requestId`)} }`,
  ),
  byDocument(
    '100 aliases of one field',
    'TOO_MANY_ALIASES',
    `{ me { ${times(100, (nth) => `a${nth}: id`)} } }`,
  ),
  byDocument(
    '50 log-ins under other names',
    'TOO_MANY_ALIASES',
    `mutation { ${times(50, (nth) => `a${nth}: signIn(name: "p${nth}")`)} }`,
  ),
  byDocument(
    '2 log-ins',
    'TOO_MANY_SIGN_INS',
    'mutation { a: signIn(name: "a") b: signIn(name: "b") }',
  ),
  byDocument(
    '2 log-ins by way of a fragment',
    'TOO_MANY_SIGN_INS',
    'mutation { ...A ...A } fragment A on Mutation { signIn(name: "a") }',
  ),
  byDocument('5,000 levels', 'TOO_MANY_TOKENS', `{${'me{'.repeat(5_000)}id${'}'.repeat(5_001)}`),
  byDocument('300 levels', 'OPERATION_TOO_DEEP', `{${'me{'.repeat(300)}id${'}'.repeat(301)}`),
  byDocument('20,000 fields', 'DOCUMENT_TOO_LONG', `{ me { ${'id '.repeat(20_000)}} }`),
  byDocument('10,000 fields', 'TOO_MANY_TOKENS', `{ me { ${'id '.repeat(10_000)}} }`),
  byDocument('1,500 fields', 'OPERATION_TOO_LARGE', `{ me { ${'id '.repeat(1_500)}} }`),
  byDocument(
    '480 overlapping fields',
    'TOO_MANY_OVERLAPS',
    `{ me { ${times(240, () => 'notes { text }')} } }`,
  ),
  byDocument(
    'a chain of 190 fragments that overlap',
    'TOO_MANY_OVERLAPS',
    `{ me { ...F0 } } ${times(190, (nth) => `fragment F${nth} on Person { id name ${nth < 189 ? `...F${nth + 1}` : ''} }`)}`,
  ),
  byDocument(
    '900 directives on one field',
    'TOO_MANY_DIRECTIVES',
    `{ requestId ${'@skip '.repeat(900)} }`,
  ),
  byDocument(
    '5,000 directives that there aren’t',
    'TOO_MANY_TOKENS',
    `query ${times(5_000, (nth) => `@d${nth}`)} { requestId }`,
  ),
  byDocument('a fragment in itself', 'FRAGMENT_CYCLE', '{ ...A } fragment A on Query { ...A }'),
  byDocument(
    'fragments in a ring',
    'FRAGMENT_CYCLE',
    `{ ...F0 } ${times(100, (nth) => `fragment F${nth} on Query { ...F${(nth + 1) % 100} }`)}`,
  ),
  byDocument(
    'an introspection that goes in circles',
    'INTROSPECTION_TOO_DEEP',
    `{ __schema { types ${'{ fields { type '.repeat(12)}{ name }${' } }'.repeat(12)} } }`,
  ),
  byDocument(
    'an introspection of everything, many times',
    'INTROSPECTION_TOO_LARGE',
    `{ __schema { ${times(300, (nth) => `a${nth}: types { name }`).replaceAll(/a\d+: /g, '')} } }`,
  ),
  byDocument(
    '300 operations',
    'TOO_MANY_OPERATIONS',
    times(300, (nth) => `query Q${nth} { requestId }`),
    { operationName: 'Q7' },
  ),
  byDocument('50,000 comments', 'DOCUMENT_TOO_LONG', `{ requestId }${'#\n'.repeat(50_000)}`),
  byDocument(
    'a list within a list, 900 times',
    'GRAPHQL_VALIDATION_FAILED',
    `{ note(text: ${'['.repeat(900)}1${']'.repeat(900)}) { text } }`,
  ),
  byDocument(
    'a type of lists of lists, 900 times',
    'GRAPHQL_VALIDATION_FAILED',
    `query ($v: ${'['.repeat(900)}Int${']'.repeat(900)}) { requestId }`,
  ),
  byDocument(
    'a number of 40,000 digits',
    'GRAPHQL_VALIDATION_FAILED',
    `{ slow(ms: ${'9'.repeat(40_000)}) }`,
  ),
  byDocument('a name of 40,000 letters', 'GRAPHQL_VALIDATION_FAILED', `{ ${'x'.repeat(40_000)} }`),
];
