import {
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from 'graphql';
import { collectFields } from 'graphql/execution/collectFields.js';
import { compilePlainVariables } from './plain-variables.ts';
import { compileFields, executeFields, executeFieldsInTurn } from './fields.ts';
import { Failures, isPromise, type Run, type Selection } from './run.ts';

/**
 * Executes an operation as graphql-js does, only sooner. Null, before anything is resolved, when graphql-js
 * has to do it itself.
 */
export type CompiledOperation = (
  contextValue: unknown,
  rootValue: unknown,
  variables: Readonly<Record<string, unknown>>,
) => ExecutionResult | Promise<ExecutionResult> | null;

/** Each more doubles the number of selections that an operation may have. */
const mostConditions = 5;

/** As many as graphql-js tells of. */
const mostVariableErrors = 50;

export type CompileOptions = {
  /** How many objects of a selection are made before a function is written that reads their leaves. */
  readonly readLeavesAfter?: number;
};

/** To compile a function takes as long as so many objects. */
const defaultReadLeavesAfter = 100;

/** Compiles a validated operation; null for one that is left to graphql-js. */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  { readLeavesAfter = defaultReadLeavesAfter }: CompileOptions = {},
): CompiledOperation | null {
  const rootType = schema.getRootType(operation.operation);
  const conditions = conditionsOf(document);
  if (!rootType || conditions.length > mostConditions || namesPrototype(document)) return null;
  const fragments = fragmentsOf(document);
  const { variableDefinitions = [] } = operation;
  const plain = compilePlainVariables(schema, variableDefinitions);
  const inTurn = operation.operation === OperationTypeNode.MUTATION;
  /** By what the conditions say, what is selected of the root. */
  const selections = new Map<string, Selection>();

  return (contextValue, rootValue, variables) => {
    let coerced = plain(variables);
    if (!coerced) {
      const all = getVariableValues(schema, variableDefinitions, variables, {
        maxErrors: mostVariableErrors,
      });
      if (all.errors) return { errors: all.errors };
      ({ coerced } = all);
    }
    const key = conditions.map((name) => coerced[name]).join();
    // A condition that is null is an error where it stands.
    if (!conditions.every((name) => typeof coerced[name] === 'boolean')) return null;
    const run: Run = {
      schema,
      fragments,
      operation,
      rootValue,
      contextValue,
      variableValues: coerced,
      failures: new Failures(),
    };
    let selection = selections.get(key);
    if (!selection) {
      const { selectionSet } = operation;
      const collected = collectFields(schema, fragments, coerced, rootType, selectionSet);
      selections.set(
        key,
        (selection = compileFields(schema, rootType, collected, readLeavesAfter)),
      );
    }
    try {
      const data = inTurn
        ? executeFieldsInTurn(run, selection, rootValue)
        : executeFields(run, selection, undefined, rootValue);
      if (!isPromise(data)) return resultOf(run, data);
      return data.then(
        (resolved) => resultOf(run, resolved),
        (error: GraphQLError) => failedWhole(run, error),
      );
    } catch (error) {
      return failedWhole(run, error as GraphQLError);
    }
  };
}

function resultOf({ failures: { errors } }: Run, data: unknown): ExecutionResult {
  const known = data as ExecutionResult['data'];
  return errors.length === 0 ? { data: known } : { errors, data: known };
}

function failedWhole(run: Run, error: GraphQLError): ExecutionResult {
  run.failures.add(error, undefined);
  return resultOf(run, null);
}

function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  const found: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) found[definition.name.value] = definition;
  }
  return found;
}

/** The variables that @skip and @include name, anywhere in the document. */
function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: (directive) => {
      if (directive.name.value !== 'skip' && directive.name.value !== 'include') return;
      for (const { value } of directive.arguments ?? []) {
        if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      }
    },
  });
  return [...names];
}

/** A field of that name would set the prototype of an ordinary object. */
function namesPrototype(document: DocumentNode): boolean {
  let found = false;
  visit(document, { Name: ({ value }) => void (found ||= value === '__proto__') });
  return found;
}
