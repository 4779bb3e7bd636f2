import {
  defaultTypeResolver,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import { type Complete, type Field, infoOf, isPromise, type Path, type Run } from './run.ts';
import { fail } from './fail.ts';
import { checkedRuntimeType } from './runtime-type.ts';

/** Executes what is selected of an object of this type. */
export type CompleteFields = (
  type: GraphQLObjectType,
  run: Run,
  path: Path | undefined,
  value: unknown,
) => unknown;

/** Compiles how a field's value becomes what the answer holds, by the field's type. */
export function completionOf(type: GraphQLOutputType, fields: CompleteFields): Complete {
  if (isNonNullType(type)) {
    const inner = completionOf(type.ofType, fields);
    return (run, field, fieldPath, path, value) => {
      const completed = inner(run, field, fieldPath, path, value);
      if (completed !== null) return completed;
      const { parentType, definition } = field;
      throw new Error(
        `Cannot return null for non-nullable field ${parentType.name}.${definition.name}.`,
      );
    };
  }
  const present = presentOf(type, fields);
  return (run, field, fieldPath, path, value) => {
    if (value instanceof Error) throw value;
    if (value === null || value === undefined) return null;
    return present(run, field, fieldPath, path, value);
  };
}

function presentOf(type: GraphQLOutputType, fields: CompleteFields): Complete {
  if (isListType(type)) return list(type.ofType, fields);
  if (isLeafType(type)) return leaf(type);
  if (isObjectType(type)) return object(type, fields);
  return abstract(type as GraphQLAbstractType, fields);
}

function leaf(type: GraphQLLeafType): Complete {
  return (_run, _field, _fieldPath, _path, value) => {
    const serialized = type.serialize(value);
    if (serialized !== null && serialized !== undefined) return serialized;
    throw new Error(
      `Expected \`${inspect(type)}.serialize(${inspect(value)})\` to return non-nullable value, ` +
        `returned: ${inspect(serialized)}`,
    );
  };
}

function list(itemType: GraphQLOutputType, fields: CompleteFields): Complete {
  const complete = completionOf(itemType, fields);
  const canBeNull = !isNonNullType(itemType);
  return (run, field, fieldPath, path, value) => {
    if (!isIterable(value)) {
      const { parentType, definition } = field;
      throw new GraphQLError(
        `Expected Iterable, but did not find one for field "${parentType.name}.${definition.name}".`,
      );
    }
    const waiting: Promise<unknown>[] = [];
    const completeItem = (item: unknown, index: number): unknown => {
      const itemPath: Path = { prev: path, key: index, typename: undefined };
      try {
        const completed = isPromise(item)
          ? item.then((resolved) => complete(run, field, fieldPath, itemPath, resolved))
          : complete(run, field, fieldPath, itemPath, item);
        if (!isPromise(completed)) return completed;
        const caught = completed.then(undefined, (error: unknown) =>
          fail(run, field.nodes, canBeNull, itemPath, error),
        );
        waiting.push(caught);
        return caught;
      } catch (error) {
        return fail(run, field.nodes, canBeNull, itemPath, error);
      }
    };
    try {
      const items: unknown[] = [];
      let index = 0;
      for (const item of value) items.push(completeItem(item, index++));
      return waiting.length > 0 ? Promise.all(items) : items;
    } catch (error) {
      // The others may reject as well; what nobody hears would end the process.
      void Promise.allSettled(waiting);
      throw error;
    }
  };
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === 'object' &&
    typeof (value as { [Symbol.iterator]?: unknown } | null)?.[Symbol.iterator] === 'function'
  );
}

function abstract(type: GraphQLAbstractType, fields: CompleteFields): Complete {
  const resolveType = type.resolveType ?? defaultTypeResolver;
  const objects = new Map<GraphQLObjectType, Complete>();
  const completeAs = (
    named: unknown,
    run: Run,
    field: Field,
    fieldPath: Path | undefined,
    path: Path | undefined,
    value: unknown,
  ): unknown => {
    const runtimeType = checkedRuntimeType(named, type, run, field, value);
    let complete = objects.get(runtimeType);
    if (!complete) objects.set(runtimeType, (complete = object(runtimeType, fields)));
    return complete(run, field, fieldPath, path, value);
  };
  return (run, field, fieldPath, path, value) => {
    const info = infoOf(run, field, fieldPath as Path);
    const named = resolveType(value, run.contextValue, info, type);
    if (!isPromise(named)) return completeAs(named, run, field, fieldPath, path, value);
    return named.then((resolved) => completeAs(resolved, run, field, fieldPath, path, value));
  };
}

function object(type: GraphQLObjectType, fields: CompleteFields): Complete {
  if (!type.isTypeOf) {
    return (run, _field, _fieldPath, path, value) => fields(type, run, path, value);
  }
  const isTypeOf = type.isTypeOf.bind(type);
  return (run, field, fieldPath, path, value) => {
    const completeAsIs = (isOfType: unknown): unknown => {
      if (isOfType) return fields(type, run, path, value);
      throw new GraphQLError(`Expected value of type "${type.name}" but got: ${inspect(value)}.`, {
        nodes: field.nodes,
      });
    };
    const isOfType = isTypeOf(value, run.contextValue, infoOf(run, field, fieldPath as Path));
    return isPromise(isOfType) ? isOfType.then(completeAsIs) : completeAsIs(isOfType);
  };
}
