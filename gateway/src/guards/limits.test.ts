import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { getIntrospectionQuery, GraphQLError } from 'graphql';
import { readDocument, defaultLimits, type Limits } from './limits.ts';

const loose: Limits = {
  characters: 10_000,
  tokens: 2_000,
  depth: 1_000,
  fields: 1_000,
  aliases: 1_000,
  directives: 1_000,
  rootFields: 1_000,
  mutations: 1_000,
  operations: 1_000,
  overlaps: 1_000_000,
  variableDepth: 1_000,
  variableValues: 1_000,
};

/** Why a document is refused; null when it is not. */
function refusalOf(text: string, limits: Partial<Limits> = {}): unknown {
  try {
    readDocument(text, { ...loose, ...limits });
    return null;
  } catch (error) {
    assert.ok(error instanceof GraphQLError, String(error));
    const { code, limit, actual, http } = error.extensions;
    assert.equal((http as { status: number }).status, 400);
    return limit === undefined ? code : [code, limit, actual];
  }
}

describe('a document is held against', () => {
  const cases: [string, Partial<Limits>, string, unknown][] = [
    ['its length', { characters: 9 }, '{ a b c d }', ['DOCUMENT_TOO_LONG', 9, 11]],
    ['its tokens', { tokens: 5 }, '{ a b c d }', ['TOO_MANY_TOKENS', 5, 6]],
    ['tokens, comments aside', { tokens: 4 }, '{ a # b\n b }', null],
    ['its depth', { depth: 2 }, '{ a { b { c } } }', ['OPERATION_TOO_DEEP', 2, 3]],
    ['depth as allowed', { depth: 3 }, '{ a { b { c } } }', null],
    [
      'depth through fragments',
      { depth: 2 },
      '{ a { ...F } } fragment F on T { b { ... { c } } }',
      ['OPERATION_TOO_DEEP', 2, 3],
    ],
    ['its fields', { fields: 3 }, '{ a { b c } d }', ['OPERATION_TOO_LARGE', 3, 4]],
    [
      'fields, at each spread',
      { fields: 4 },
      '{ a { ...F } b { ...F } } fragment F on T { x y }',
      ['OPERATION_TOO_LARGE', 4, 6],
    ],
    ['its aliases', { aliases: 1 }, '{ x: a y: a z }', ['TOO_MANY_ALIASES', 1, 2]],
    [
      'aliases, at each spread',
      { aliases: 3 },
      '{ a { ...F ...F } } fragment F on T { x: b y: b }',
      ['TOO_MANY_ALIASES', 3, 4],
    ],
    [
      'its directives wherever they stand',
      { directives: 4 },
      'query @a { b @c ... @d { e } ...F @g } fragment F on T @h { i }',
      ['TOO_MANY_DIRECTIVES', 4, 5],
    ],
    ['its root fields', { rootFields: 2 }, '{ a b c { d } }', ['TOO_MANY_ROOT_FIELDS', 2, 3]],
    [
      'root fields in fragments',
      { rootFields: 2 },
      '{ ...F ... { b } } fragment F on Query { a c }',
      ['TOO_MANY_ROOT_FIELDS', 2, 3],
    ],
    ['fields of a fragment further in', { rootFields: 1 }, '{ a { b c d } }', null],
    ['mutations', { mutations: 1 }, 'mutation { a b }', ['TOO_MANY_ROOT_FIELDS', 1, 2]],
    [
      'sign-ins under other names',
      {},
      'mutation { a: signIn(x: 1) { b } ...F } fragment F on Mutation { c: signUp(x: 1) { d } }',
      ['TOO_MANY_SIGN_INS', 1, 2],
    ],
    ['one sign-in', {}, 'mutation { signIn(x: 1) { b } addExpense { c } }', null],
    [
      'the operations that are not to run as well',
      { depth: 2 },
      'query A { a } query B { a { b { c } } }',
      ['OPERATION_TOO_DEEP', 2, 3],
    ],
    [
      'fragments that nothing uses',
      { depth: 2 },
      '{ a } fragment F on T { a { b { c } } }',
      ['OPERATION_TOO_DEEP', 2, 3],
    ],
    ['what can be parsed', {}, '{ a', 'GRAPHQL_PARSE_FAILED'],
    ['fragments within themselves', {}, '{ ...F } fragment F on T { ...F }', 'FRAGMENT_CYCLE'],
    [
      'longer rings of fragments',
      {},
      '{ a { ...F } } fragment F on T { b { ...G } } fragment G on T { ... { ...F } }',
      'FRAGMENT_CYCLE',
    ],
    [
      'more operations than a document has a use for',
      { operations: 2 },
      'query A { a } query B { a } query C { a }',
      ['TOO_MANY_OPERATIONS', 2, 3],
    ],
    [
      'pairs of equal fields, through fragments and one inside the other',
      { overlaps: 5 },
      // a: 3 pairs; b within them: 3 pairs.
      '{ a { b } ...F } fragment F on T { a { b } ... { a: c { b } } }',
      ['TOO_MANY_OVERLAPS', 5, 6],
    ],
    ['no pairs where names differ', { overlaps: 1 }, '{ a { x } b: a { x } c { y } }', null],
    [
      'pairs of spreads in one place, within fragments too',
      { overlaps: 5 },
      // F, G, H and I stand in one place, and J in another.
      '{ ...F ... { ...G } } fragment F on T { a { ...J } ...H } fragment G on T { b ...I } fragment H on T { c } fragment I on T { d } fragment J on T { e }',
      ['TOO_MANY_OVERLAPS', 5, 6],
    ],
    [
      'no pairs of spreads in different places',
      { overlaps: 0 },
      '{ a { ...F } b { ...G } } fragment F on T { c } fragment G on T { d }',
      null,
    ],
    ['fragments that are not there', {}, '{ ...Nowhere }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'fragments that are not there, in one that nothing uses',
      {},
      '{ a } fragment F on T { a { ...Nowhere } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ];
  for (const [what, limits, text, expected] of cases) {
    test(what, () => assert.deepEqual(refusalOf(text, limits), expected));
  }
});

/** `{ ...A0 }` where each fragment spreads the next `width` times: width ** levels fields. */
function bomb(levels: number, width: number): string {
  const fragments = Array.from({ length: levels }, (_none, level) => {
    const next = level + 1 === levels ? 'a' : `...F${level + 1} `.repeat(width);
    return `fragment F${level} on Query{${next}}`;
  });
  return `{...F0}${fragments.join('')}`;
}

test('a fragment bomb is measured by reading each fragment once', () => {
  const text = bomb(20, 3);
  assert.ok(text.length < 1_000, String(text.length));
  assert.deepEqual(refusalOf(text), ['OPERATION_TOO_LARGE', 1_000, 3 ** 19]);
});

test('a bomb beyond all numbers still has one in its refusal', () => {
  const text = bomb(60, 3);
  assert.deepEqual(refusalOf(text), ['OPERATION_TOO_LARGE', 1_000, Number.MAX_SAFE_INTEGER]);
});

test('no bomb of fragments holds nothing', () => {
  const empty = (name: string) => bomb(60, 2).replaceAll('{a}', `{...${name} ...${name}}`);
  assert.equal(refusalOf(empty('Nowhere')), 'GRAPHQL_VALIDATION_FAILED');
  const hiding = `${empty('F60')} fragment F60 on Query{a} fragment F60 on Query{...Nowhere}`;
  assert.equal(refusalOf(hiding), 'GRAPHQL_VALIDATION_FAILED');
});

test('a fragment that another of its name hides is measured all the same', () => {
  const hidden = (inside: string) => `{...F} fragment F on Query{${inside}} fragment F on Query{a}`;
  assert.deepEqual(refusalOf(hidden('a '.repeat(7)), { fields: 5 }), ['OPERATION_TOO_LARGE', 5, 7]);
  assert.deepEqual(refusalOf(hidden('a '.repeat(4)), { overlaps: 5 }), ['TOO_MANY_OVERLAPS', 5, 6]);
});

test('introspection has its own allowance, so that tools work', () => {
  const options = { specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true };
  const text = getIntrospectionQuery({ ...options, inputValueDeprecation: true, oneOf: true });
  assert.equal(refusalOf(text, defaultLimits), null);
});

test('but introspection can’t be used to go round and round', () => {
  const around = `${'{fields{type'.repeat(10)}{name}${'}}'.repeat(10)}`;
  const deep = `{__schema{types${around}}}`;
  assert.deepEqual(refusalOf(deep, defaultLimits), ['INTROSPECTION_TOO_DEEP', 20, 22]);
  const hidden = '{__schema{__schema{a{b}}}}'.replace('{a{b}}', around);
  assert.deepEqual(refusalOf(hidden, defaultLimits), ['INTROSPECTION_TOO_DEEP', 20, 22]);
  const wide = `{__schema{...F0}}${bomb(8, 3).slice('{...F0}'.length)}`.replaceAll(
    'Query',
    '__Schema',
  );
  assert.deepEqual(refusalOf(wide, defaultLimits), ['INTROSPECTION_TOO_LARGE', 500, 3 ** 7]);
});
