import type { FetchNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import type { SourceRequest, SourceResponse, SubgraphSource } from '../sources/source.ts';
import type { Variables } from '../subscriptions/sharing.ts';
import { NotPrepared, odd } from './anomaly.ts';
import { isObject, type Result } from './merge.ts';
import type { Recognise } from './recognise.ts';
import { distinct } from './distinct.ts';
import { compileRepresentation } from './representations.ts';
import type { Cursor, Run, Step } from './run.ts';

export type EntityFetchNode = FetchNode & Required<Pick<FetchNode, 'requires'>>;

export type PlanGround = {
  readonly supergraphSchema: GraphQLSchema;
  readonly sources: ReadonlyMap<string, SubgraphSource>;
};

/** Entities of which each is asked for once, as objects or as text, and which of them stands where. */
type Representations = {
  readonly places: readonly number[];
} & ({ readonly values: readonly unknown[] } | { readonly texts: readonly string[] });

type Ask = (
  run: Run,
  recognises: Recognise | undefined,
  representations?: Representations,
) => Promise<SourceResponse>;

/** Asks the subgraph of a fetch, by way of the recording. */
export function compileAsk(ground: PlanGround, node: FetchNode): Ask {
  const source = sourceOf(ground, node);
  const { operation: query, operationName, variableUsages = [] } = node;
  const writeBody = bodyWriter(node);
  return ({ variables, request, recording }, recognises, representations) => {
    const given = pick(variables, variableUsages);
    const body = () => writeBody(given, representations && textsOf(representations));
    const asked = { query, operationName, variables: given, request, body, recognises };
    if (!representations) return recording.ask(source, asked);
    return recording.ask(source, withEntities(asked, representations), representations.places);
  };
}

function withEntities(
  asked: SourceRequest & { readonly variables: Variables },
  representations: Representations,
): SourceRequest {
  if ('values' in representations) {
    return { ...asked, variables: { ...asked.variables, representations: representations.values } };
  }
  return {
    ...asked,
    // Nobody looks who sends the text. An accessor makes an object that is slow to read, so no other has one.
    get variables() {
      const values = representations.texts.map((text) => JSON.parse(text) as unknown);
      return { ...asked.variables, representations: values };
    },
  };
}

/** A fetch of fields of a root type. */
export function compileFetch(ground: PlanGround, node: FetchNode): Step {
  const ask = compileAsk(ground, node);
  return async (run, at) => {
    const targets = objectsAt(at);
    if (targets.length === 0) return;
    const answer = await ask(run, run.recognises);
    // Not where it was for another way of executing this, which has ended.
    if (run.recognises && answer.recognised !== undefined) {
      run.whole = answer.recognised;
      return;
    }
    const data = dataOf(run, answer);
    for (const target of targets) run.merging.merge(target, data);
  };
}

/** A fetch of more fields of entities, each of which is sent once however often it stands in the answer. */
export function compileEntityFetch(ground: PlanGround, node: EntityFetchNode): Step {
  const ask = compileAsk(ground, node);
  if (node.variableUsages?.includes('representations')) {
    throw new NotPrepared('a variable has the name that entities come under');
  }
  const represent = compileRepresentation(
    ground.supergraphSchema,
    node.requires,
    node.inputRewrites,
  );
  return async (run, at) => {
    const { targets, places, values } = distinct(objectsAt(at), represent);
    if (targets.length === 0) return;
    const answer = await ask(run, undefined, { values, places });
    const { _entities: entities } = dataOf(run, answer);
    if (!Array.isArray(entities) || entities.length !== values.length) odd('other entities');
    for (const [at, target] of targets.entries()) {
      const entity: unknown = (entities as unknown[])[places[at]!];
      if (entity === null || entity === undefined) continue;
      run.merging.merge(
        target,
        isObject(entity) ? typed(entity) : odd('an entity that is no object'),
      );
    }
  };
}

/** A type that is none doesn't take the place of the one that the entity was asked as. */
function typed(entity: Result): Result {
  if ('__typename' in entity && !entity['__typename']) odd('an entity of no type');
  return entity;
}

/** Rewrites of answers and of contexts, and deferred parts, are rare; Apollo does them. */
function sourceOf({ sources }: PlanGround, node: FetchNode): SubgraphSource {
  if (node.outputRewrites?.length) throw new NotPrepared('a fetch whose answer is rewritten');
  if (node.contextRewrites?.length) throw new NotPrepared('a fetch with a context');
  if (node.hasDefers) throw new NotPrepared('a fetch that defers');
  const source = sources.get(node.serviceName);
  if (!source) throw new NotPrepared(`nothing reaches ${node.serviceName}`);
  return source;
}

function objectsAt(at: Cursor): readonly Result[] {
  if (isObject(at)) return [at];
  return (at as readonly unknown[]).filter((each): each is Result => {
    if (each === null || each === undefined) return false;
    return isObject(each) || odd('no object at the end of a path');
  });
}

function pick(variables: Variables, names: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of names) {
    if (Object.hasOwn(variables, name) && variables[name] !== undefined) {
      picked[name] = variables[name];
    }
  }
  return picked;
}

/** The data of a clean answer. What else was answered is for Apollo to treat. */
function dataOf(run: Run, { data, errors, json }: SourceResponse): Result {
  if (run.stopped) odd('something else was');
  if (errors) odd('errors');
  run.json = json;
  return isObject(data) ? data : odd('no data');
}

function textsOf(representations: Representations): readonly string[] {
  if ('texts' in representations) return representations.texts;
  return representations.values.map((value) => JSON.stringify(value));
}

/**
 * Writes the bodies of a fetch. Most of a body is the same each time, and the representations are
 * written already.
 */
function bodyWriter({ operation: query, operationName }: FetchNode) {
  const head = JSON.stringify({ query, operationName }).slice(0, -1);
  return (variables: Variables, representations?: readonly string[]): string => {
    const given = JSON.stringify(variables);
    if (!representations) return `${head},"variables":${given}}`;
    const more = given === '{}' ? '{' : `${given.slice(0, -1)},`;
    return `${head},"variables":${more}"representations":[${representations.join()}]}}`;
  };
}
