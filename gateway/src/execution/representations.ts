import type { FetchDataRewrite, QueryPlanSelectionNode } from '@apollo/query-planner';
import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';
import { NotPrepared, odd } from './anomaly.ts';
import { isObject, type Result } from './merge.ts';

/**
 * What a subgraph is told of an entity, so that it can find it: its type, its key, and the fields that
 * others require. Null when something of that isn't there, so the subgraph isn't asked for the entity.
 */
export type Represent = (entity: Result) => Result | null;

/** Compiles the `requires` of a fetch (`executeSelectionSet` of Apollo's executor). */
export function compileRepresentation(
  schema: GraphQLSchema,
  requires: readonly QueryPlanSelectionNode[],
  rewrites: readonly FetchDataRewrite[] = [],
): Represent {
  const select = compileSelections(schema, requires);
  const changes = rewrites.map((rewrite) => compileRewrite(schema, rewrite));
  return (entity) => {
    const representation = select(entity);
    if (!representation?.['__typename']) return null;
    for (const change of changes) change(representation);
    return representation;
  };
}

/** Writes the part of a selection into a representation; false when a field isn't there. */
type Write = (source: Result, into: Result) => boolean;

function compileSelections(
  schema: GraphQLSchema,
  selections: readonly QueryPlanSelectionNode[],
): Represent {
  const [only, ...more] = selections;
  if (only?.kind === 'InlineFragment' && more.length === 0) {
    const select = compileFragment(schema, only);
    return (source) => select(source) ?? {};
  }
  const writes = selections.map((selection) =>
    selection.kind === 'Field'
      ? compileField(schema, selection)
      : mergedWith(compileFragment(schema, selection)),
  );
  return (source) => {
    const into: Result = {};
    for (const write of writes) if (!write(source, into)) return null;
    return into;
  };
}

function compileField(
  schema: GraphQLSchema,
  { name, alias, selections }: Extract<QueryPlanSelectionNode, { kind: 'Field' }>,
): Write {
  const key = alias ?? name;
  if (!selections) {
    return (source, into) => {
      const value = source[key];
      if (value === undefined) return false;
      into[key] = value;
      return true;
    };
  }
  const inner = compileSelections(schema, selections);
  const select = (value: unknown): unknown => {
    if (value === null) return null;
    return isObject(value) ? inner(value) : odd('no object where one is required');
  };
  return (source, into) => {
    const value = source[key];
    if (value === undefined) return false;
    into[key] = Array.isArray(value) ? value.map(select) : select(value);
    return true;
  };
}

/** A fragment gives nothing where its condition doesn't hold or something is missing, and the rest goes on. */
function compileFragment(
  schema: GraphQLSchema,
  { typeCondition, selections }: Extract<QueryPlanSelectionNode, { kind: 'InlineFragment' }>,
): Represent {
  if (typeCondition === undefined) return () => null;
  const applies = typesWithin(schema, typeCondition);
  const inner = compileSelections(schema, selections);
  return (source) => (applies.has(typeOf(source)) ? inner(source) : null);
}

function mergedWith(select: Represent): Write {
  return (source, into) => {
    const found = select(source);
    if (found) mergeInto(into, found);
    return true;
  };
}

/** Both are of our own making, from one entity, so what both have is equal or an object. */
function mergeInto(target: Result, source: Result): void {
  for (const [key, given] of Object.entries(source)) {
    const here = target[key];
    if (Array.isArray(here) && Array.isArray(given)) odd('a list that is required twice');
    if (isObject(here) && isObject(given)) mergeInto(here, given);
    else target[key] = given;
  }
}

/** A condition holds for its own type and, where it is an abstract one, for all that belong to it. */
function typesWithin(schema: GraphQLSchema, condition: string): ReadonlySet<unknown> {
  const type = schema.getType(condition);
  const within = isAbstractType(type)
    ? Object.values(schema.getTypeMap()).filter(
        (each) => (isObjectType(each) || isInterfaceType(each)) && schema.isSubType(type, each),
      )
    : [];
  return new Set([condition, ...within.map(({ name }) => name)]);
}

/** Apollo takes a list of one name for that name. */
function typeOf({ __typename: type }: Result): unknown {
  return type && typeof type !== 'string' ? odd('a type that is no name') : type;
}

/** Changes a representation in place: another `__typename` for an @interfaceObject, another name. */
function compileRewrite(
  schema: GraphQLSchema,
  rewrite: FetchDataRewrite,
): (value: unknown) => void {
  const path = rewrite.path.slice(0, -1);
  const field = rewrite.path.at(-1);
  if (field === undefined || field.startsWith(fragmentPrefix)) {
    throw new NotPrepared('a rewrite of no field');
  }
  const change =
    rewrite.kind === 'ValueSetter'
      ? (at: Result) => void (at[field] = rewrite.setValueTo as unknown)
      : (at: Result) => {
          if (!at[field]) return;
          at[rewrite.renameKeyTo] = at[field];
          delete at[field];
        };
  return path.reduceRight<(value: unknown) => void>(
    (next, step) => compileStep(schema, step, next),
    everywhere(change),
  );
}

const fragmentPrefix = '... on ';

function compileStep(
  schema: GraphQLSchema,
  step: string,
  next: (value: unknown) => void,
): (value: unknown) => void {
  if (!step.startsWith(fragmentPrefix)) return everywhere((at) => next(at[step]));
  const applies = typesWithin(schema, step.slice(fragmentPrefix.length));
  return everywhere((at) => {
    const type = typeOf(at);
    if (!type || applies.has(type)) next(at);
  });
}

/** For an object, and for each one in a list. */
function everywhere(change: (at: Result) => void): (value: unknown) => void {
  return function visit(value) {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isObject(value)) change(value);
  };
}
