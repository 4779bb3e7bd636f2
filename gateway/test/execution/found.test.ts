import { parse } from 'graphql';
import { test } from 'node:test';
import { startComparison } from './differential.ts';
import { createWorld } from './fixture/worlds.ts';

/** What chance found once, in runs too long to be part of the suite. */

test('an entity that comes back with a type that is none is still of the type it was asked as', async () => {
  const query = `
    query Q($v1: Boolean!, $v6: State, $v9: Boolean! = true, $v10: Int, $v11: State, $v17: Boolean!) {
      ... @skip(if: $v1) { a2: products(state: USED) { ...F3 } }
      ...F5
      x: brands { country { code } }
      brands { carriers { name } }
      brands { country @skip(if: $v17) { ...F18 code code } }
    }
    fragment F3 on Product { id state x: id }
    fragment F5 on Query {
      a7: products(first: null, state: $v6) { sku brand { founded } }
      offers { id y: percent @skip(if: $v9) }
      a12: products(first: $v10, state: $v11) { t13: __typename parcels ... { y: state x: state weight } }
    }
    fragment F18 on Country { code code }`;
  const comparison = await startComparison(createWorld('shop'));
  await comparison.check({
    query,
    document: parse(query),
    variables: { v1: true, v9: false, v17: false },
    operationName: undefined,
    trouble: { seed: 650_809, values: 15, answers: 12 },
  });
  await comparison.stop();
});

test('a type that is a list of one name is Apollo’s to take for that name', async () => {
  const query = `
    query Q($v1: Int = 3, $v5: Boolean!, $v13: Boolean! = false) {
      a2: shelf(first: $v1) { a3: reviews(first: 1) { stars } title }
      a4: find(text: "id2") @skip(if: $v5) {
        __typename
        ... on Film { x: best { stars stars } minutes t7: __typename }
      }
      y: walls {
        a9: creators(first: 3) { __typename __typename @include(if: true) }
        ... on Film { best { stars @skip(if: true) __typename a10: text(upper: true) } ...F11 best { stars } }
        ... on Film { title __typename ...F12 @skip(if: $v13) }
      }
    }
    fragment F11 on Film { title __typename }
    fragment F12 on Film { id minutes minutes }`;
  const comparison = await startComparison(createWorld('library'));
  await comparison.check({
    query,
    document: parse(query),
    variables: { v1: 3, v5: false, v13: true },
    operationName: undefined,
    trouble: { seed: 798_348, values: 15, answers: 4 },
  });
  await comparison.stop();
});
