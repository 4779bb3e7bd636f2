import {
  defaultFieldResolver,
  type FieldNode,
  getArgumentValues,
  getNullableType,
  GraphQLBoolean,
  GraphQLID,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLString,
  isLeafType,
  isNonNullType,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';
import { getFieldDef } from 'graphql/execution/execute.js';
import { fail } from './fail.ts';
import { type Field, infoOf, isPromise, type Path, type Run } from './run.ts';
import { type CompleteFields, completionOf } from './values.ts';

/** What is selected of an object type, by the name that the answer has for it. */
export type Collected = ReadonlyMap<string, readonly FieldNode[]>;

/**
 * Compiles a selection of a type. What is selected below a field is compiled when it is first met, with
 * that run's variables: whoever compiles keeps runs apart whose conditions differ.
 */
export function compileFields(
  schema: GraphQLSchema,
  parentType: GraphQLObjectType,
  collected: Collected,
): readonly Field[] {
  return Array.from(collected, ([name, nodes]) => {
    const definition = getFieldDef(schema, parentType, nodes[0] as FieldNode);
    // A document that was validated has no other fields.
    if (!definition) return [];
    const { type, resolve } = definition;
    const complete = completionOf(type, fieldsBelow(nodes));
    const isProperty = !resolve && definition.args.length === 0;
    const asItIs = asItIsOf(getNullableType(type));
    const isLeaf = isLeafType(getNullableType(type));
    const canBeNull = !isNonNullType(type);
    return [
      {
        name,
        definition,
        nodes,
        parentType,
        resolve,
        complete,
        isProperty,
        asItIs,
        isLeaf,
        canBeNull,
      },
    ];
  }).flat();
}

/** What the scalars of graphql-js serialize to itself. */
function asItIsOf(type: GraphQLOutputType): Field['asItIs'] {
  if (type === GraphQLString || type === GraphQLID) return 'string';
  return type === GraphQLBoolean ? 'boolean' : undefined;
}

function fieldsBelow(nodes: readonly FieldNode[]): CompleteFields {
  const selections = new Map<GraphQLObjectType, readonly Field[]>();
  return (type, run, path, value) => {
    let fields = selections.get(type);
    if (!fields) {
      const { schema, fragments, variableValues } = run;
      const collected = collectSubfields(schema, fragments, variableValues, type, nodes);
      selections.set(type, (fields = compileFields(schema, type, collected)));
    }
    return executeFields(run, fields, path, value);
  };
}

/** Executes fields side by side. Gives an object, or a promise of it; throws or rejects where it must be null. */
export function executeFields(
  run: Run,
  fields: readonly Field[],
  path: Path | undefined,
  source: unknown,
): unknown {
  const results: Record<string, unknown> = {};
  let waiting: Promise<unknown>[] | undefined;
  const waitingFor: string[] = [];
  try {
    for (const field of fields) {
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

/** Executes fields one after the other, as those of a mutation. */
export function executeFieldsInTurn(run: Run, fields: readonly Field[], source: unknown): unknown {
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
    if (typeof value === field.asItIs) return value;
    if (typeof value !== 'function' && !isPromise(value)) {
      return completeProperty(run, field, above, value);
    }
  }
  const path = pathOf(field, above);
  const { nodes, canBeNull } = field;
  try {
    const args = argumentsOf(field, run);
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

function argumentsOf({ definition, nodes }: Field, run: Run): Record<string, unknown> {
  if (definition.args.length === 0) return {};
  return getArgumentValues(definition, nodes[0] as FieldNode, run.variableValues);
}
