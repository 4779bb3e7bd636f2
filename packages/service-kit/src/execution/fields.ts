import {
  defaultFieldResolver,
  type FieldNode,
  getNullableType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isLeafType,
  isNonNullType,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';
import { getFieldDef } from 'graphql/execution/execute.js';
import { compileArguments } from './arguments.ts';
import { fail } from './fail.ts';
import { generateReadLeaves, isRead } from './leaves.ts';
import { type Field, infoOf, isPromise, type Path, type Run, type Selection } from './run.ts';
import { type CompleteFields, completionOf } from './values.ts';

/** What is selected of an object type, by the name that the answer has for it. */
export type Collected = ReadonlyMap<string, readonly FieldNode[]>;

/**
 * Compiles a selection of a type. What is selected below a field is compiled when it is first met, with
 * that run's variables: whoever compiles keeps runs apart whose conditions differ. After so many objects
 * the leaves of the others are read at once.
 */
export function compileFields(
  schema: GraphQLSchema,
  parentType: GraphQLObjectType,
  collected: Collected,
  readLeavesAfter: number,
): Selection {
  const fields: readonly Field[] = Array.from(collected, ([name, nodes]) => {
    const definition = getFieldDef(schema, parentType, nodes[0] as FieldNode);
    // A document that was validated has no other fields.
    if (!definition) return [];
    const { type, resolve } = definition;
    const complete = completionOf(type, fieldsBelow(nodes, readLeavesAfter));
    const isProperty = !resolve && definition.args.length === 0;
    const isLeaf = isLeafType(getNullableType(type));
    const canBeNull = !isNonNullType(type);
    const readArguments = compileArguments(definition, nodes[0] as FieldNode);
    const fixed = { name, definition, nodes, parentType, resolve, readArguments, complete };
    return [{ ...fixed, isProperty, isLeaf, canBeNull }];
  }).flat();
  const others = fields.filter((field) => !isRead(field));
  return { fields, others, readLeavesAfter, readLeaves: undefined };
}

function fieldsBelow(nodes: readonly FieldNode[], readLeavesAfter: number): CompleteFields {
  const selections = new Map<GraphQLObjectType, Selection>();
  return (type, run, path, value) => {
    let selection = selections.get(type);
    if (!selection) {
      const { schema, fragments, variableValues } = run;
      const collected = collectSubfields(schema, fragments, variableValues, type, nodes);
      selections.set(type, (selection = compileFields(schema, type, collected, readLeavesAfter)));
    }
    return executeFields(run, selection, path, value);
  };
}

/** Executes fields side by side. Gives an object, or a promise of it; throws or rejects where it must be null. */
export function executeFields(
  run: Run,
  selection: Selection,
  path: Path | undefined,
  source: unknown,
): unknown {
  const read = readLeaves(selection, source);
  const results = read ?? {};
  let waiting: Promise<unknown>[] | undefined;
  const waitingFor: string[] = [];
  try {
    for (const field of read ? selection.others : selection.fields) {
      const result = executeField(run, field, path, source);
      results[field.name] = result;
      if (isPromise(result)) {
        (waiting ??= []).push(result);
        waitingFor.push(field.name);
      }
    }
  } catch (error) {
    if (!waiting) throw error;
    // The others are heard, for they may reject as well; after as many turns as graphql-js takes.
    return Promise.all(waiting)
      .then(() => results)
      .finally(() => {
        throw error;
      });
  }
  if (!waiting) return results;
  return Promise.all(waiting).then((resolved) => {
    for (const [index, name] of waitingFor.entries()) results[name] = resolved[index];
    return results;
  });
}

function readLeaves(selection: Selection, source: unknown): Record<string, unknown> | null {
  const { fields, others } = selection;
  if (others.length === fields.length || typeof source !== 'object' || !source) return null;
  if (!selection.readLeaves) {
    selection.readLeavesAfter -= 1;
    if (selection.readLeavesAfter >= 0) return null;
    selection.readLeaves = generateReadLeaves(fields);
  }
  return selection.readLeaves(source);
}

/** Executes fields one after the other, as those of a mutation. */
export function executeFieldsInTurn(run: Run, { fields }: Selection, source: unknown): unknown {
  const results: Record<string, unknown> = {};
  const add = (field: Field): unknown => {
    const result = executeField(run, field, undefined, source);
    const put = (value: unknown): unknown => {
      results[field.name] = value;
      return results;
    };
    return isPromise(result) ? result.then(put) : put(result);
  };
  let turn: unknown = results;
  for (const field of fields) turn = isPromise(turn) ? turn.then(() => add(field)) : add(field);
  return turn;
}

function executeField(run: Run, field: Field, above: Path | undefined, source: unknown): unknown {
  const { definition, complete, resolve } = field;
  // Most fields are these.
  if (field.isProperty && typeof source === 'object' && source !== null) {
    const value = (source as Record<string, unknown>)[definition.name];
    if (typeof value !== 'function' && !isPromise(value)) {
      return completeProperty(run, field, above, value);
    }
  }
  const path = pathOf(field, above);
  const { nodes, canBeNull } = field;
  try {
    const args = field.readArguments(run.variableValues);
    const info = infoOf(run, field, path);
    const value = (resolve ?? defaultFieldResolver)(source, args, run.contextValue, info);
    const completed = isPromise(value)
      ? value.then((resolved) => complete(run, field, path, path, resolved))
      : complete(run, field, path, path, value);
    if (!isPromise(completed)) return completed;
    return completed.then(undefined, (error: unknown) => fail(run, nodes, canBeNull, path, error));
  } catch (error) {
    return fail(run, nodes, canBeNull, path, error);
  }
}

function completeProperty(run: Run, field: Field, above: Path | undefined, value: unknown) {
  const { complete, isLeaf, nodes, canBeNull } = field;
  // Nothing stands below a leaf, and few fail.
  const path = isLeaf ? undefined : pathOf(field, above);
  const failed = (error: unknown): null =>
    fail(run, nodes, canBeNull, path ?? pathOf(field, above), error);
  try {
    const completed = complete(run, field, path, path, value);
    return isPromise(completed) ? completed.then(undefined, failed) : completed;
  } catch (error) {
    return failed(error);
  }
}

function pathOf({ name, parentType }: Field, above: Path | undefined): Path {
  return { prev: above, key: name, typename: parentType.name };
}
