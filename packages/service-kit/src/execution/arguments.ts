import {
  type FieldNode,
  getArgumentValues,
  type GraphQLArgument,
  type GraphQLField,
  isNonNullType,
  Kind,
  type ValueNode,
  valueFromAST,
} from 'graphql';
import type { Run } from './run.ts';

type Variables = Run['variableValues'];

/** Reads the arguments of a field out of its document and the variables. Throws as graphql-js does. */
export type ReadArguments = (variables: Variables) => Record<string, unknown>;

/** Compiles it: what stands in the document is the same each time. */
export function compileArguments(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
): ReadArguments {
  const given = new Map(node.arguments?.map(({ name, value }) => [name.value, value]));
  const all = definition.args.map((argument) => {
    return { name: argument.name, read: compileArgument(argument, given.get(argument.name)) };
  });
  return (variables) => {
    const values: Record<string, unknown> = {};
    for (const { name, read } of all) {
      const value = read(variables);
      if (value === absent) continue;
      // What is wrong, graphql-js tells.
      if (value === undefined) return getArgumentValues(definition, node, variables);
      values[name] = value;
    }
    return values;
  };
}

const absent = Symbol('no value, and none is needed');

/** Gives undefined where something is wrong. */
function compileArgument(
  { type, defaultValue }: GraphQLArgument,
  node: ValueNode | undefined,
): (variables: Variables) => unknown {
  const isRequired = isNonNullType(type);
  const otherwise = defaultValue === undefined && !isRequired ? absent : defaultValue;
  if (!node) return () => otherwise;
  if (node.kind !== Kind.VARIABLE) return (variables) => valueFromAST(node, type, variables);
  const name = node.name.value;
  return (variables) => {
    if (!Object.hasOwn(variables, name)) return otherwise;
    const value = variables[name];
    return value === null && isRequired ? undefined : value;
  };
}
