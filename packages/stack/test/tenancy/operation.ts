import { readFileSync } from 'node:fs';
import {
  buildSchema,
  getNamedType,
  getNullableType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import type { OperationName } from './contract.ts';

/** The graph as clients see it. */
export const publicSchema: GraphQLSchema = buildSchema(
  readFileSync(new URL('../../../../schema/client.graphql', import.meta.url), 'utf8'),
);

/**
 * The text of an operation that asks a field for everything below it, so that whatever could come out
 * does. A type within itself is asked for its id alone.
 */
export function operationFor(schema: GraphQLSchema, kind: OperationName, name: string): string {
  const field = schema.getType(kind);
  const found = isObjectType(field) ? field.getFields()[name] : undefined;
  if (!found) throw new Error(`There is no ${kind}.${name} in this schema.`);
  const variables = found.args.map((one) => {
    const type = isRequiredArgument(one) ? one.type : getNullableType(one.type);
    return `$${one.name}: ${type.toString()}`;
  });
  const given = found.args.map((one) => `${one.name}: $${one.name}`);
  return [
    `${kind.toLowerCase()} ${bracketed(variables)} {`,
    `  ${name}${bracketed(given)} ${selectionOf(schema, getNamedType(found.type), [])}`,
    '}',
  ].join('\n');
}

/** Asks a subgraph for entities of a type, as only the gateway does. */
export function entitiesOperation(schema: GraphQLSchema, typeName: string): string {
  const type = schema.getType(typeName);
  if (!type) throw new Error(`There is no ${typeName} in this schema.`);
  return `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on ${typeName} ${selectionOf(schema, type, [])} }
}`;
}

function selectionOf(
  schema: GraphQLSchema,
  type: GraphQLNamedType,
  above: readonly GraphQLNamedType[],
): string {
  if (isLeafType(type)) return '';
  if (isAbstractType(type)) {
    const members = schema
      .getPossibleTypes(type)
      .map((member) => `... on ${member.name} ${selectionOf(schema, member, above)}`);
    return `{ __typename ${members.join(' ')} }`;
  }
  if (!isObjectType(type)) throw new Error(`Nothing can be selected of ${type.name}.`);
  const isWithinItself = above.includes(type);
  const fields = Object.values(type.getFields())
    .filter((field) => !field.args.some(isRequiredArgument))
    .filter((field) => !isWithinItself || field.name === 'id')
    .map((field) => {
      const inner = selectionOf(schema, getNamedType(field.type), [...above, type]);
      return `${field.name} ${inner}`.trim();
    });
  return `{ __typename ${fields.join(' ')} }`;
}

function bracketed(parts: readonly string[]): string {
  return parts.length > 0 ? `(${parts.join(', ')})` : '';
}
