import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isSpecifiedScalarType,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import type { Variables } from '../subscriptions/sharing.ts';

type Check = (value: unknown) => boolean;

/**
 * Whether graphql-js takes variables without anything to make of them: each value is given as its type has it.
 * False says nothing. graphql-js makes paths and copies on its way, and takes ten times as long.
 */
export function compilePlainVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
): (variables: Variables) => boolean {
  const known: Known = new Map();
  const checks = definitions.map(({ variable, type, defaultValue }) => {
    const named = typeFromAST(schema, type as never) as GraphQLInputType | undefined;
    const check = named ? checkOf(named, known) : () => false;
    return { name: variable.name.value, check, mayLack: defaultValue !== undefined };
  });
  return (variables) =>
    checks.every(({ name, check, mayLack }) =>
      Object.hasOwn(variables, name) ? check(variables[name]) : mayLack || check(undefined),
    );
}

/** An input object may be within itself. */
type Known = Map<GraphQLInputObjectType, Check>;

function checkOf(type: GraphQLInputType, known: Known): Check {
  if (isNonNullType(type)) {
    const check = checkPresent(type.ofType as GraphQLInputType, known);
    return (value) => value !== undefined && value !== null && check(value);
  }
  const check = checkPresent(type, known);
  return (value) => value === undefined || value === null || check(value);
}

function checkPresent(type: GraphQLInputType, known: Known): Check {
  if (isListType(type)) {
    const item = checkOf(type.ofType as GraphQLInputType, known);
    return (value) => Array.isArray(value) && value.every(item);
  }
  return isInputObjectType(type) ? checkObject(type, known) : checkLeaf(type as GraphQLLeafType);
}

function checkLeaf(type: GraphQLLeafType): Check {
  if (isEnumType(type)) return (value) => typeof value === 'string' && !!type.getValue(value);
  // What these take is no other value than it seems.
  if (isSpecifiedScalarType(type)) {
    if (type.name === 'String' || type.name === 'ID') return (value) => typeof value === 'string';
    if (type.name === 'Boolean') return (value) => typeof value === 'boolean';
  }
  return (value) => {
    try {
      return type.parseValue(value) !== undefined;
    } catch {
      return false;
    }
  };
}

function checkObject(type: GraphQLInputObjectType, known: Known): Check {
  const before = known.get(type);
  if (before) return before;
  const checks = new Map<string, Check>();
  const check: Check = (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    for (const key in value) if (!checks.has(key)) return false;
    for (const [name, field] of checks) if (!field((value as Variables)[name])) return false;
    return true;
  };
  // Of these there are more rules.
  known.set(type, type.isOneOf ? () => false : check);
  for (const { name, type: fieldType, defaultValue } of Object.values(type.getFields())) {
    const field = checkOf(fieldType, known);
    checks.set(
      name,
      defaultValue === undefined ? field : (value) => value === undefined || field(value),
    );
  }
  return known.get(type)!;
}
