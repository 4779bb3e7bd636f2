import {
  getNullableType,
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  isNonNullType,
} from 'graphql';
import type { Field } from './run.ts';

/**
 * Makes the object that the answer holds for a source, with all its keys in order; its leaves are there, and
 * null stands for what else is selected. Null where a leaf needs more than being read.
 */
export type ReadLeaves = (source: object) => Record<string, unknown> | null;

/** When a scalar of graphql-js serializes a value to itself. */
const heldAsItIs = new Map<unknown, (value: string) => string>([
  [GraphQLString, (value) => `typeof ${value} === 'string'`],
  [GraphQLID, (value) => `typeof ${value} === 'string'`],
  [GraphQLBoolean, (value) => `typeof ${value} === 'boolean'`],
  [GraphQLInt, (value) => `typeof ${value} === 'number' && (${value} | 0) === ${value}`],
  [GraphQLFloat, (value) => `Number.isFinite(${value})`],
]);

/** Whether such a function reads the field: a property whose type says all that there is to know. */
export function isRead({ isProperty, definition }: Field): boolean {
  const type = getNullableType(definition.type);
  return isProperty && (heldAsItIs.has(type) || type instanceof GraphQLEnumType);
}

/**
 * Writes it as JavaScript. To read and to set properties whose names are in variables takes ten times as
 * long. The names are those of a validated document and of the schema: nothing but words.
 */
export function generateReadLeaves(fields: readonly Field[]): ReadLeaves {
  const enums: ReadonlyMap<unknown, string>[] = [];
  const reads = fields.map((field, at) => (isRead(field) ? readOf(field, at, enums) : ''));
  const values = fields.map((field, at) => `${field.name}: ${isRead(field) ? `x${at}` : 'null'}`);
  const text = `'use strict';
return (source) => {
${reads.join('')}  return { ${values.join(', ')} };
};`;
  // eslint-disable-next-line no-new-func
  return new Function('enums', text)(enums) as ReadLeaves;
}

function readOf({ definition }: Field, at: number, enums: ReadonlyMap<unknown, string>[]): string {
  const type = getNullableType(definition.type);
  const [given, read] = [`v${at}`, `x${at}`];
  let value = given;
  let isHeld = heldAsItIs.get(type)?.(read);
  if (type instanceof GraphQLEnumType) {
    const names = new Map(type.getValues().map((each) => [each.value as unknown, each.name]));
    value = `enums[${enums.push(names) - 1}].get(${given})`;
    isHeld = `${read} !== undefined`;
  }
  if (!isNonNullType(definition.type)) {
    value = `${given} === null || ${given} === undefined ? null : ${value}`;
    isHeld = `${read} === null || ${isHeld}`;
  }
  return `  const ${given} = source.${definition.name};
  const ${read} = ${value};
  if (!(${isHeld})) return null;
`;
}
