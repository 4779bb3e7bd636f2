import { type Operation, operationFromDocument } from '@apollo/federation-internals';
import type { PlanNode } from '@apollo/query-planner';
import { compilePlainVariables } from '@outlay/service-kit/execution/plain-variables.ts';
import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';
import {
  type DocumentNode,
  getOperationAST,
  getVariableValues,
  type OperationDefinitionNode,
  OperationTypeNode,
  print,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { SubgraphSource } from '../sources/source.ts';
import type { Graph } from '../subscriptions/graph.ts';
import type { Variables } from '../subscriptions/sharing.ts';
import { isValid } from '../validity.ts';
import { NotPrepared, odd } from './anomaly.ts';
import type { PlanGround } from './fetch.ts';
import { generateShaper, type Shaper } from './generate.ts';
import { compileJoin, type Join } from './join.ts';
import { Merging, type Result } from './merge.ts';
import { compileRecognise, type Recognise } from './recognise.ts';
import { Recording } from './recording.ts';
import type { Run, Step } from './run.ts';
import { type Conditions, conditionVariables, shapeOf } from './shape.ts';
import { compileStep, planConditions } from './steps.ts';

/** An answer without errors. */
export type Answer = {
  readonly data: Record<string, unknown>;
  /** The whole answer as JSON, where a subgraph gave exactly it. */
  readonly json: string | undefined;
};

/** An operation that is executed without Apollo, as long as every answer is clean. */
export type Prepared = {
  readonly isMutation: boolean;
  /** Whether graphql-js takes these variables. */
  readonly accepts: (variables: Variables) => boolean;
  /** Rejects, with an Anomaly or with what a source threw, when Apollo has to go over it again. */
  readonly execute: (
    variables: Variables,
    request: RequestInfo,
    recording: Recording,
  ) => Promise<Answer>;
};

/** The answer whose JSON is at hand. Whoever sends it over HTTP needs that alone. */
export class TextAnswer implements Answer {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }

  get data(): Answer['data'] {
    return (JSON.parse(this.json) as Answer).data;
  }
}

export type PrepareOptions = {
  readonly graph: Graph;
  readonly sources: ReadonlyMap<string, SubgraphSource>;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** How often an operation is executed before its answers are recognised by patterns. */
  readonly recogniseAfter?: number | undefined;
};

/** To compile a pattern takes as long as so many answers. */
const defaultRecogniseAfter = 20;

/** Answers of other forms, such as what comes from this very process, are no texts and never will be. */
const mostUnlike = 3;

/** Each more doubles the number of shapes that an operation may have. */
const mostConditions = 6;

/** Validates, plans and compiles. Throws {@link NotPrepared} for what is left to Apollo. */
export function prepare(options: PrepareOptions): Prepared {
  const { graph, document, operationName, recogniseAfter = defaultRecogniseAfter } = options;
  const definition = getOperationAST(document, operationName);
  if (!definition) throw new NotPrepared('it names no operation');
  checkNames(print(document));
  if (!isValid(graph.schema, document)) throw new NotPrepared('it is not valid');
  const operation = operationFromDocument(graph.apiSchema, document, { operationName });
  const { node } = graph.planner.buildQueryPlan(operation);
  if (node?.kind === 'Subscription') throw new NotPrepared('it is a subscription');

  const conditionsOf = compileConditions(operation, node);
  const shaperOf = keepShapers(operation, conditionsOf.names);
  // Compiled ahead, so that what can't be shaped is known before anything is asked.
  shaperOf(conditionsOf.whenAll(true));
  const step = node && compile(options, node);
  let mayPass = node?.kind === 'Fetch';
  const mayJoin = node?.kind === 'Sequence' && conditionsOf.names.length === 0;
  /** Undefined until it is asked for often, and null where there is none. */
  let join: Join | null | undefined;
  /** How many answers in a row could not be joined. */
  let unlike = 0;
  const plain = compilePlainVariables(graph.schema, definition.variableDefinitions ?? []);

  return {
    isMutation: definition.operation === OperationTypeNode.MUTATION,
    accepts: (variables) => plain(variables) !== undefined || accepts(graph, definition, variables),
    async execute(variables, request, recording) {
      const conditions = conditionsOf(variables);
      const reading = shaperOf(conditions);
      const { shape, fits } = reading;
      reading.uses += 1;
      const isFrequent = reading.uses > recogniseAfter;
      if (isFrequent && mayPass && reading.recognises === undefined) {
        reading.recognises = compileRecognise(shapeOf(operation, conditions)) ?? null;
      }
      if (isFrequent && join === undefined) {
        join = mayJoin ? compileJoin(groundOf(options), node, shapeOf(operation, {})) : null;
      }
      const run: Run = {
        variables,
        conditions,
        request,
        recording,
        merging: new Merging(),
        recognises: (mayPass && reading.recognises) || undefined,
        json: undefined,
        whole: undefined,
        stopped: false,
      };
      try {
        if (join) {
          const json = await join(run);
          if (json !== undefined) {
            unlike = 0;
            return new TextAnswer(json);
          }
          unlike += 1;
          if (unlike === mostUnlike) join = null;
          recording.beginAgain();
        }
        const fetched: Result = {};
        await step?.(run, fetched);
        if (run.whole !== undefined) return new TextAnswer(run.whole);
        const isWhole = mayPass && run.json !== undefined;
        if (isWhole && fits(fetched)) return { data: fetched, json: run.json };
        const data = shape(fetched);
        // One that has other keys once has them always: keys that the plan needs, or another order.
        if (isWhole) mayPass = false;
        return { data, json: undefined };
      } catch (error) {
        run.stopped = true;
        run.merging.undo();
        throw error;
      }
    },
  };
}

function compile(options: PrepareOptions, node: PlanNode): Step {
  for (const fetch of fetchesOf(node)) checkNames(fetch);
  return compileStep(groundOf(options), node);
}

function groundOf({ graph, sources }: PrepareOptions): PlanGround {
  return { supergraphSchema: graph.supergraphSchema, sources };
}

/**
 * Objects of answers are plain ones, so a name that every object has by inheritance can't be told from
 * a field. Nobody uses them but to try what happens.
 */
const inherited = new RegExp(`\\b(${Object.getOwnPropertyNames(Object.prototype).join('|')})\\b`);

function checkNames(document: string): void {
  if (inherited.test(document)) throw new NotPrepared('a name that every object has');
}

function fetchesOf(node: PlanNode): readonly string[] {
  const found: string[] = [];
  // The plan is plain data, and each fetch in it has its document as text.
  JSON.stringify(node, (key, value: unknown) => {
    if (key === 'operation' && typeof value === 'string') found.push(value);
    return value;
  });
  return found;
}

function accepts(graph: Graph, definition: OperationDefinitionNode, variables: Variables): boolean {
  const { variableDefinitions = [] } = definition;
  if (variableDefinitions.length === 0) return true;
  // Nothing is told of the errors but that there are some; Apollo finds and tells them again.
  return !getVariableValues(graph.schema, variableDefinitions, variables, { maxErrors: 1 }).errors;
}

/** Reads the variables that @skip and @include name. */
function compileConditions(operation: Operation, node: PlanNode | undefined) {
  const names = [
    ...new Set([...conditionVariables(operation), ...(node ? planConditions(node) : [])]),
  ];
  if (names.length > mostConditions) throw new NotPrepared('too many conditions');
  const read = (variables: Variables): Conditions => {
    const conditions: Record<string, boolean> = {};
    for (const name of names) {
      const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
      const value: unknown =
        given ??
        (given === null ? null : operation.variableDefinitions.definition(name)?.defaultValue);
      conditions[name] = typeof value === 'boolean' ? value : odd('a condition without a value');
    }
    return conditions;
  };
  const whenAll = (value: boolean): Conditions =>
    Object.fromEntries(names.map((name) => [name, value]));
  return Object.assign(read, { whenAll, names });
}

type Reading = Shaper & {
  /** How often it was asked for. */
  uses: number;
  /** Only for what is asked for often: most documents are asked for once. Null where there is none. */
  recognises: Recognise | null | undefined;
};

/**
 * Of all operations and combinations together: one is some 40 KB of code, and clients choose how many there
 * are. An operation without conditions goes by itself.
 */
const readings = new LRUCache<Operation | string, Reading>({ max: 1_000 });
let operations = 0;

/** How answers are read, for each combination of conditions that occurs. */
function keepShapers(operation: Operation, names: readonly string[]) {
  const number = (operations += 1);
  return (conditions: Conditions): Reading => {
    const key = names.length === 0 ? operation : `${number} ${JSON.stringify(conditions)}`;
    let reading = readings.get(key);
    if (!reading) {
      const shaper = generateShaper(shapeOf(operation, conditions));
      reading = { ...shaper, uses: 0, recognises: undefined };
      readings.set(key, reading);
    }
    return reading;
  };
}
