import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  entityKeys,
  identifiedTypes,
  nestedReferences,
  objectTypes,
  rootFields,
} from './contract.ts';
import { echoes, entities, types } from './guards.ts';
import type { Things } from './people.ts';
import { open, roots } from './roots.ts';

/**
 * The tables of this folder against the contracts: whatever is new in a contract fails here, by name,
 * until somebody has said how it is kept from strangers; isolation.test.ts then tries it.
 */

describe('every row stands for something in the contracts, and the other way round', () => {
  const tables = [
    { what: 'object types', rows: Object.keys(types), contract: objectTypes },
    {
      what: 'entity keys',
      rows: Object.keys(entities),
      contract: entityKeys.map(({ place }) => place),
    },
    {
      what: 'root fields',
      rows: Object.keys(roots),
      contract: rootFields.map(({ place }) => place),
    },
  ];
  for (const { what, rows, contract } of tables) {
    test(`no new ${what} without a row`, () => assert.deepEqual(missing(contract, rows), []));
    test(`no row without its ${what}`, () => assert.deepEqual(missing(rows, contract), []));
  }
  test('fields open to everybody are fields', () => {
    assert.deepEqual(missing([...open], Object.keys(roots)), []);
  });
});

test('a type has an identity when it has an id', () => {
  const rows = Object.keys(types).filter((name) => types[name] === 'identity' || echoes.has(name));
  assert.deepEqual(rows.sort(), [...identifiedTypes].sort());
});

test('a subgraph resolves the entities that it owns and no others', () => {
  const stubs = entityKeys.filter(({ resolvable }) => !resolvable).map(({ place }) => place);
  const rows = Object.keys(entities).filter((place) => entities[place] === 'stub');
  assert.deepEqual(rows.sort(), stubs.sort());
});

describe('wherever a field takes an id or a cursor, a stranger tries the owner’s', () => {
  for (const { place, references } of rootFields.filter((field) => field.references.length > 0)) {
    test(place, () => {
      const tries = roots[place]?.(symbolic('owner'), symbolic('stranger')) ?? [];
      const reached = new Set(tries.flatMap(({ args }) => pathsOf('owner', args)));
      assert.deepEqual(missing(references, [...reached]), []);
    });
  }

  test('below the roots nothing takes any', () => assert.deepEqual(nestedReferences, []));
});

/** Things that are the names of what they stand for. */
function symbolic(whose: string): Things {
  return new Proxy({} as Things, { get: (_things, name) => `${whose} ${String(name)}` });
}

function pathsOf(whose: string, value: unknown, path: readonly string[] = []): string[] {
  if (typeof value === 'string') return value.startsWith(`${whose} `) ? [path.join('.')] : [];
  if (Array.isArray(value)) return value.flatMap((item) => pathsOf(whose, item, path));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) => pathsOf(whose, inner, [...path, name]));
}

function missing(wanted: readonly string[], there: readonly string[]): string[] {
  const known = new Set(there);
  return wanted.filter((name) => !known.has(name));
}
