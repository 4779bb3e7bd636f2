import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkVariables } from './variables-size.ts';

const limits = { variableDepth: 3, variableValues: 6 };
const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
const codeOf = (variables: Record<string, unknown> | null | undefined): unknown => {
  try {
    checkVariables(variables, limits);
    return null;
  } catch (error) {
    return (error as { extensions: { code: string } }).extensions.code;
  }
};

describe('variables are held against', () => {
  test('nothing, when there are none', () => {
    for (const none of [null, undefined, {}]) assert.equal(codeOf(none), null);
  });

  test('how deep they go', () => {
    assert.equal(codeOf({ a: { b: { c: 1 } } }), null);
    assert.equal(codeOf({ a: { b: { c: {} } } }), 'VARIABLES_TOO_DEEP');
    assert.equal(codeOf({ a: nested(2) }), null);
    assert.equal(codeOf({ a: 1, b: nested(3) }), 'VARIABLES_TOO_DEEP');
    assert.equal(codeOf({ a: nested(100_000) }), 'VARIABLES_TOO_DEEP');
  });

  test('how many values they hold, on any level', () => {
    assert.equal(codeOf({ a: [1, 2, 3], b: 4, c: 5 }), null);
    assert.equal(codeOf({ a: [1, 2, 3], b: 4, c: 5, d: 6 }), 'VARIABLES_TOO_LARGE');
    assert.equal(codeOf({ a: { b: [1, 2, 3, 4, 5] } }), 'VARIABLES_TOO_LARGE');
    assert.equal(codeOf({ a: 'x'.repeat(1_000_000) }), null, 'a text is one value');
  });

  test('names that change what an object is', () => {
    const read = (text: string) => codeOf(JSON.parse(text) as Record<string, unknown>);
    for (const text of [
      '{"__proto__":{}}',
      '{"a":[{"__proto__":1}]}',
      '{"constructor":{"prototype":{}}}',
      '{"a":{"constructor":{"prototype":1}}}',
    ]) {
      assert.equal(read(text), 'BAD_REQUEST', text);
    }
    for (const text of ['{"constructor":1}', '{"a":{"constructor":{"a":1}}}', '{"prototype":1}']) {
      assert.equal(read(text), null, text);
    }
  });
});
