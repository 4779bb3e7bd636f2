import type {
  FieldNode,
  GraphQLError,
  GraphQLField,
  GraphQLObjectType,
  GraphQLResolveInfo,
  GraphQLSchema,
} from 'graphql';

import type { ReadArguments } from './arguments.ts';
import type { ReadLeaves } from './leaves.ts';

/** Where a value stands in the answer. Known by its identity: what stands below it leads up to this very object. */
export type Path = GraphQLResolveInfo['path'];

/** One execution of a compiled operation. */
export type Run = {
  readonly schema: GraphQLSchema;
  readonly fragments: GraphQLResolveInfo['fragments'];
  readonly operation: GraphQLResolveInfo['operation'];
  readonly rootValue: unknown;
  readonly contextValue: unknown;
  readonly variableValues: GraphQLResolveInfo['variableValues'];
  readonly failures: Failures;
};

/** A field of a selection, with all that is the same each time it is executed. */
export type Field = {
  /** What the answer calls it. */
  readonly name: string;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly nodes: readonly FieldNode[];
  readonly parentType: GraphQLObjectType;
  readonly resolve: GraphQLField<unknown, unknown>['resolve'];
  readonly readArguments: ReadArguments;
  readonly complete: Complete;
  /** Its value is what its source has under its name: nothing resolves it, and it takes no arguments. */
  readonly isProperty: boolean;
  /** Neither an object nor a list: nothing stands below it. */
  readonly isLeaf: boolean;
  readonly canBeNull: boolean;
};

/** What is selected of an object type. */
export type Selection = {
  readonly fields: readonly Field[];
  /** Those that {@link ReadLeaves} doesn't read. */
  readonly others: readonly Field[];
  /** How many more objects are made field by field before their leaves are read at once. */
  readLeavesAfter: number;
  readLeaves: ReadLeaves | undefined;
};

/**
 * Makes of what a resolver gave what the answer holds, or a promise of it. `path` is that of the value,
 * `fieldPath` that of its field; a leaf needs neither.
 */
export type Complete = (
  run: Run,
  field: Field,
  fieldPath: Path | undefined,
  path: Path | undefined,
  value: unknown,
) => unknown;

/** The errors of an execution, in the order in which they happened. */
export class Failures {
  readonly errors: GraphQLError[] = [];
  /** Where the answer holds null because of an error; undefined stands for the answer as a whole. */
  readonly #nulled = new Set<Path | undefined>();

  /** What fails below a place that is null already is of interest to nobody. */
  add(error: GraphQLError, path: Path | undefined): void {
    for (let at = path; at !== undefined; at = at.prev) if (this.#nulled.has(at)) return;
    if (this.#nulled.has(undefined)) return;
    this.#nulled.add(path);
    this.errors.push(error);
  }
}

/** What a resolver is told of its field. */
export function infoOf(run: Run, field: Field, path: Path): GraphQLResolveInfo {
  return {
    fieldName: field.definition.name,
    fieldNodes: field.nodes,
    returnType: field.definition.type,
    parentType: field.parentType,
    path,
    schema: run.schema,
    fragments: run.fragments,
    rootValue: run.rootValue,
    operation: run.operation,
    variableValues: run.variableValues,
  };
}

/** As graphql-js tells one: whatever has a `then`. */
export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
