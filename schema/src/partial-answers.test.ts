import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  buildSchema,
  isNonNullType,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  type TypeNode,
} from 'graphql';
import { sdlOf, subgraphNames } from './subgraphs.ts';

/**
 * A null where none may be takes along what it stands in. So whatever comes from another subgraph than
 * what it stands in can be null, or one that is away would take more than its own.
 */

const client = buildSchema(readFileSync(new URL('../client.graphql', import.meta.url), 'utf8'));

describe('what a subgraph that is away can cost is no more than its own', () => {
  const definitions = subgraphNames.map((subgraph) => ({
    subgraph,
    types: parse(sdlOf(subgraph)).definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION ? [definition] : [],
    ),
  }));
  const certain = ({ fields = [] }: ObjectTypeDefinitionNode) =>
    fields.filter(({ type }) => type.kind === Kind.NON_NULL_TYPE);
  const keyOf = (type: ObjectTypeDefinitionNode) =>
    type.directives?.find(({ name }) => name.value === 'key');

  test('a field of a query can be null: others of that query are of other subgraphs', () => {
    const loose = Object.values(client.getQueryType()!.getFields()).filter(({ type }) =>
      isNonNullType(type),
    );
    assert.deepEqual(
      loose.map(({ name }) => name),
      [],
    );
  });

  test('what refers to an entity of another subgraph can be null', () => {
    const wrong = definitions.flatMap(({ subgraph, types }) => {
      const elsewhere = new Set(
        types
          .filter((type) => /resolvable: false/.test(print(keyOf(type) ?? type)))
          .map(({ name }) => name.value),
      );
      return types.flatMap((type) =>
        certain(type)
          .filter((field) => elsewhere.has(nameOf(field.type)))
          .map((field) => `${subgraph}: ${type.name.value}.${field.name.value}`),
      );
    });
    assert.deepEqual(wrong, []);
  });

  test('of what an entity has in several subgraphs, only one’s is certain', () => {
    const homes = new Map<string, string[]>();
    for (const { subgraph, types } of definitions) {
      for (const type of types.filter(keyOf)) {
        const beside = certain(type).filter(({ name }) => name.value !== 'id');
        if (beside.length === 0) continue;
        homes.set(type.name.value, [...(homes.get(type.name.value) ?? []), subgraph]);
      }
    }
    assert.ok(homes.size > 0);
    assert.deepEqual(
      [...homes].filter(([, subgraphs]) => subgraphs.length > 1),
      [],
    );
  });
});

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}
