import {
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  isObjectType,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import type { Field, Run } from './run.ts';

/** The type that a resolver of types named. Throws, in the words of graphql-js, for what is none of the possible ones. */
export function checkedRuntimeType(
  named: unknown,
  abstract: GraphQLAbstractType,
  { schema }: Run,
  { nodes, parentType, definition }: Field,
  value: unknown,
): GraphQLObjectType {
  const place = `"${parentType.name}.${definition.name}"`;
  const must = `Abstract type "${abstract.name}" must resolve to an Object type at runtime for field ${place}`;
  if (named === null || named === undefined) {
    throw new GraphQLError(
      `${must}. Either the "${abstract.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
      { nodes },
    );
  }
  if (isObjectType(named)) {
    throw new GraphQLError(
      'Support for returning GraphQLObjectType from resolveType was removed in graphql-js@16.0.0 please return type name instead.',
    );
  }
  if (typeof named !== 'string') {
    throw new GraphQLError(`${must} with value ${inspect(value)}, received "${inspect(named)}".`);
  }
  const type = schema.getType(named);
  const was = `Abstract type "${abstract.name}" was resolved to a`;
  if (!type) {
    const message = `${was} type "${named}" that does not exist inside the schema.`;
    throw new GraphQLError(message, { nodes });
  }
  if (!isObjectType(type)) {
    throw new GraphQLError(`${was} non-object type "${named}".`, { nodes });
  }
  if (!schema.isSubType(abstract, type)) {
    const message = `Runtime Object type "${type.name}" is not a possible type for "${abstract.name}".`;
    throw new GraphQLError(message, { nodes });
  }
  return type;
}
