import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildSchema, execute, GraphQLError, parse, validate } from 'graphql';
import { badUserInput, maskError, notReady, openErrorCodes, unauthenticated } from './errors.ts';
import { createLogger } from './logger.ts';

const schema = buildSchema(`
  enum Kind { A }
  input Filter { count: Int! kind: Kind }
  type Query { list(count: Int!): Int filtered(filter: Filter): Int broken: Int! }
`);

function logging() {
  const lines: string[] = [];
  return {
    lines,
    logger: createLogger('test', 'info', { write: (line) => void lines.push(line) }),
  };
}

/** What a client sees of the first error of an operation. */
async function told(query: string, variableValues = {}, thrown?: unknown) {
  const document = parse(query);
  const [invalid] = validate(schema, document);
  const broken = () => {
    if (thrown) throw thrown;
    return 1e12;
  };
  const rootValue = { list: () => 1, filtered: () => 1, broken };
  const result = await execute({ schema, document, rootValue, variableValues });
  const { lines, logger } = logging();
  const error = invalid ?? result.errors?.[0];
  assert.ok(error, 'went well');
  return { answer: maskError(error, logger, 'request-1').toJSON(), lines };
}

test('our own refusals pass with message, code and path', async () => {
  for (const [refusal, code] of [
    [unauthenticated(), 'UNAUTHENTICATED'],
    [badUserInput('The page is too long.'), 'BAD_USER_INPUT'],
    [notReady('In a moment.'), 'NOT_READY'],
  ] as const) {
    const { answer, lines } = await told('{ broken }', {}, refusal);
    assert.equal(answer.message, refusal.message);
    assert.deepEqual(answer.extensions, { code });
    assert.deepEqual(answer.path, ['broken']);
    assert.deepEqual(lines, []);
  }
});

test('what graphql-js says of a wrong document or wrong variables is the client’s to know', async () => {
  const rows: [query: string, variables: object, message: RegExp][] = [
    ['{ nothing }', {}, /Cannot query field "nothing"/],
    ['query ($n: Int!) { list(count: $n) }', {}, /"\$n" of required type "Int!"/],
    ['query ($n: Int!) { list(count: $n) }', { n: 'x' }, /Int cannot represent/],
    [
      'query ($f: Filter) { filtered(filter: $f) }',
      { f: { count: 1, kind: 'B' } },
      /"Kind" has no/,
    ],
    ['query ($n: Int = 1) { list(count: $n) }', { n: null }, /must not be null/],
  ];
  for (const [query, variables, message] of rows) {
    const { answer, lines } = await told(query, variables);
    assert.match(answer.message, message);
    assert.equal(answer.extensions?.['code'], 'BAD_USER_INPUT', query);
    assert.deepEqual(lines, []);
  }
});

const dsn = 'postgres://outlay:hunter2@db.internal:5432/ledger';
const unexpected: [what: string, thrown: unknown][] = [
  ['an error with a DSN', new Error(`connect ${dsn}`)],
  [
    'an error of the driver',
    Object.assign(new Error('hunter2'), { code: '23505', query: 'SELECT' }),
  ],
  ['a GraphQL error without a code', new GraphQLError('hunter2')],
  ['a code of somebody else', new GraphQLError('hunter2', { extensions: { code: 'SECRET' } })],
  ['a code that is none', new GraphQLError('hunter2', { extensions: { code: 7, stack: dsn } })],
  ['something that is no error', 'hunter2'],
];

for (const [what, thrown] of unexpected) {
  test(`${what} is masked under an id, which the log has with the request’s`, async () => {
    const { answer, lines } = await told('{ broken }', {}, thrown);
    const errorId = String(answer.extensions?.['errorId']);
    assert.match(errorId, /^[0-9a-f-]{36}$/);
    assert.deepEqual(answer, {
      message: `Something went wrong on our side. Error id: ${errorId}`,
      locations: [{ line: 1, column: 3 }],
      path: ['broken'],
      extensions: { code: 'INTERNAL_SERVER_ERROR_MASKED', errorId },
    });
    const [line, ...others] = lines.map((text) => JSON.parse(text) as Record<string, unknown>);
    assert.deepEqual(others, []);
    assert.deepEqual([line!['errorId'], line!['requestId']], [errorId, 'request-1']);
  });
}

test('a result that does not fit its scalar is our mistake and says nothing', async () => {
  const { answer, lines } = await told('{ broken }');
  assert.equal(answer.extensions?.['code'], 'INTERNAL_SERVER_ERROR_MASKED');
  assert.equal(lines.length, 1);
});

test('of an open error only the extensions that clients act on go out', () => {
  const extensions = {
    code: 'NOT_READY',
    retryAfterSeconds: 3,
    stacktrace: ['at secret.ts'],
    url: dsn,
    limit: 0,
  };
  const masked = maskError(new GraphQLError('Wait.', { extensions }), logging().logger);
  assert.deepEqual(masked.extensions, { code: 'NOT_READY', retryAfterSeconds: 3, limit: 0 });
  assert.equal(masked.originalError, undefined);
});

test('a masked error passes again as it is', () => {
  const { lines, logger } = logging();
  const masked = maskError(new Error('hunter2'), logger);
  assert.deepEqual(maskError(masked, logger).toJSON(), masked.toJSON());
  assert.equal(lines.length, 1);
});

test('a piece can open codes of its own', () => {
  const refusal = new GraphQLError('Too deep.', { extensions: { code: 'TOO_DEEP' } });
  const { logger } = logging();
  assert.notEqual(maskError(refusal, logger).message, 'Too deep.');
  openErrorCodes(['TOO_DEEP']);
  assert.equal(maskError(refusal, logger).message, 'Too deep.');
});

test('what is said of a wrong variable repeats none of its values', async () => {
  const query = 'query ($f: Filter) { filtered(filter: $f) }';
  const rows: [variables: object, message: string][] = [
    [
      { f: { count: 1, kind: 'A', secret: 'hunter2; at "f.x"; ' } },
      'Variable "$f" is not valid: Field "secret" is not defined by type "Filter".',
    ],
    [
      { f: { count: { secret: 'hunter2' } } },
      'Variable "$f" is not valid at "f.count": Int cannot represent non-integer value.',
    ],
    [{ f: 'hunter2' }, 'Variable "$f" is not valid: Expected type "Filter" to be an object.'],
  ];
  for (const [variables, message] of rows) {
    assert.equal((await told(query, variables)).answer.message, message);
  }
});

test('a message that repeats a whole document is cut', () => {
  const { message } = maskError(badUserInput('x'.repeat(5_000)), logging().logger);
  assert.equal(message.length, 1_001);
});
