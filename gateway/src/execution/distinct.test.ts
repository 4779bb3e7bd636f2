import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { distinct, placeOf } from './distinct.ts';
import type { Result } from './merge.ts';

/** Entities that are their own representations. */
const of = (...entities: readonly Result[]) => distinct(entities, (entity) => entity);
const copyOf = (value: Result) => JSON.parse(JSON.stringify(value)) as Result;

/** Each differs from all others, most of them from one in a single respect. */
const all: Result[] = [
  { __typename: 'Cup', id: '1' },
  { __typename: 'Cup', id: '2' },
  { __typename: 'Cup', id: '' },
  { __typename: 'Cup', id: 'id' },
  { __typename: 'Cup', id: 'Cup' },
  { __typename: 'Plate', id: '1' },
  { __typename: 'Plate', id: '2' },
  { __typename: 'Cup', ID: '1' },
  { __typename: 'Cup', name: '1' },
  // Kinds of values.
  { __typename: 'Cup', id: 1 },
  { __typename: 'Cup', id: null },
  { __typename: 'Cup', id: 'null' },
  { __typename: 'Cup', id: true },
  { __typename: 'Cup', id: 'true' },
  { __typename: 'Cup', id: ['1'] },
  { __typename: 'Cup', id: '["1"]' },
  { __typename: 'Cup', id: { id: '1' } },
  { __typename: 'Cup', id: { id: 1 } },
  { __typename: 'Cup', id: { __typename: 'Cup', id: '1' } },
  // More of them, in an order.
  { id: '1', __typename: 'Cup' },
  { id: '2', __typename: 'Cup' },
  { __typename: 'Cup' },
  { __typename: 'Cup', id: '1', name: 'cup' },
  { __typename: 'Cup', name: 'cup', id: '1' },
  { __typename: 'Cup', id: '1', name: null },
  { __typename: 'Cup', id: '1', name: '' },
  { __typename: 'Cup', id: '1', maker: { id: '1', name: 'a' } },
  { __typename: 'Cup', id: '1', maker: { name: 'a', id: '1' } },
  { __typename: 'Cup', id: '1', maker: { id: '1' } },
  { __typename: 'Cup', maker: { id: '1' } },
  // What is written as another is.
  { __typename: 'Cup', id: '{"__typename":"Cup","id":1}' },
  { __typename: 'Cup', id: '{"__typename":"Cup","id":"1"}' },
  { __typename: 'Cup', id: '{"__typename":"Cup","id":"1","name":"cup"}' },
  { __typename: 'Cup","id":"1', id: '2' },
  { __typename: 'Cup', id: '1","name":"cup' },
  { __typename: 'Cup', id: '__proto__' },
];

describe('entities are asked for once', () => {
  test('those that differ in anything each by itself', () => {
    const { targets, places, values } = of(...all);
    assert.deepEqual(places, [...all.keys()]);
    assert.deepEqual(values, all);
    assert.deepEqual(targets, all);
  });

  test('those that are equal together, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(all.length - 1)), (drawn) => {
        const entities = drawn.map((at) => copyOf(all[at]!));
        const { targets, places, values } = of(...entities);
        const firsts = [...new Set(drawn)];
        assert.deepEqual(
          places,
          drawn.map((at) => firsts.indexOf(at)),
        );
        // The first of those that are equal is the one that is sent.
        assert.equal(values.length, firsts.length);
        for (const [at, value] of values.entries()) {
          assert.equal(value, entities[places.indexOf(at)]);
        }
        for (const [at, target] of targets.entries()) assert.equal(target, entities[at]);
      }),
    );
  });

  test('and those that can’t be asked for not at all', () => {
    const entities = [
      { __typename: 'Cup', id: '1' },
      { __typename: 'Cup' },
      { __typename: 'Plate', id: '1' },
      { __typename: 'Plate' },
      { __typename: 'Cup', id: '1', name: 'cup' },
    ];
    const { targets, places, values } = distinct(entities, ({ __typename: type, id }) =>
      id === undefined ? null : { __typename: type, id },
    );
    assert.deepEqual(
      targets.map((target) => entities.indexOf(target as never)),
      [0, 2, 4],
    );
    assert.deepEqual(places, [0, 1, 0]);
    assert.deepEqual(values, [
      { __typename: 'Cup', id: '1' },
      { __typename: 'Plate', id: '1' },
    ]);
    assert.deepEqual(of(), { targets: [], places: [], values: [] });
  });

  test('also when there are many of several types', () => {
    const types = ['Cup', 'Plate', 'Fork'];
    const entities = Array.from({ length: 3_000 }, (_none, at) => ({
      __typename: types[at % 3],
      id: String(at % 500),
    }));
    const { places, values } = of(...entities);
    assert.equal(values.length, 1_500);
    for (const [at, entity] of entities.entries()) assert.deepEqual(values[places[at]!], entity);
  });
});

test('a text that comes again has the place that it had', () => {
  const known = new Map<string, number>();
  const places = ['b', 'a', 'b', '', 'a', 'c', ''].map((text) => placeOf(text, known));
  assert.deepEqual(places, [0, 1, 0, 2, 1, 3, 2]);
  assert.deepEqual([...known.keys()], ['b', 'a', '', 'c']);
});
