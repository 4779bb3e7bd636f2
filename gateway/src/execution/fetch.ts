import type { FetchNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import type { SourceResponse, SubgraphSource } from '../sources/source.ts';
import type { Variables } from '../subscriptions/sharing.ts';
import { NotPrepared, odd } from './anomaly.ts';
import { isObject, type Result } from './merge.ts';
import { compileRepresentation, type Represent } from './representations.ts';
import type { Cursor, Run, Step } from './run.ts';

export type EntityFetchNode = FetchNode & Required<Pick<FetchNode, 'requires'>>;

export type PlanGround = {
  readonly supergraphSchema: GraphQLSchema;
  readonly sources: ReadonlyMap<string, SubgraphSource>;
};

/** A fetch of fields of a root type. */
export function compileFetch(ground: PlanGround, node: FetchNode): Step {
  const source = sourceOf(ground, node);
  const { operation: query, operationName, variableUsages = [] } = node;
  const writeBody = bodyWriter(node);
  return async (run, at) => {
    const targets = objectsAt(at);
    if (targets.length === 0) return;
    const variables = pick(run.variables, variableUsages);
    const { request, recording, merging, recognises } = run;
    const body = () => writeBody(variables);
    const asked = { query, operationName, variables, request, body, recognises };
    const answer = await recording.ask(source, asked);
    // Not where it was for another way of executing this, which has ended.
    if (recognises && answer.recognised) {
      run.json = answer.json;
      run.recognised = true;
      return;
    }
    const data = dataOf(run, answer);
    for (const target of targets) merging.merge(target, data);
  };
}

/** A fetch of more fields of entities, each of which is sent once however often it stands in the answer. */
export function compileEntityFetch(ground: PlanGround, node: EntityFetchNode): Step {
  const source = sourceOf(ground, node);
  const { operation: query, operationName, variableUsages = [] } = node;
  if (variableUsages.includes('representations')) {
    throw new NotPrepared('a variable has the name that entities come under');
  }
  const represent = compileRepresentation(
    ground.supergraphSchema,
    node.requires,
    node.inputRewrites,
  );
  const writeBody = bodyWriter(node);
  return async (run, at) => {
    const { targets, places, representations, texts } = distinct(objectsAt(at), represent);
    if (targets.length === 0) return;
    const given = pick(run.variables, variableUsages);
    const variables = { ...given, representations };
    const { request, recording, merging } = run;
    const body = () => writeBody(given, texts);
    const asked = { query, operationName, variables, request, body };
    const { _entities: entities } = dataOf(run, await recording.ask(source, asked, places));
    if (!Array.isArray(entities) || entities.length !== texts.length) odd('other entities');
    for (const [at, target] of targets.entries()) {
      const entity: unknown = (entities as unknown[])[places[at]!];
      if (entity === null || entity === undefined) continue;
      merging.merge(target, isObject(entity) ? typed(entity) : odd('an entity that is no object'));
    }
  };
}

/** A type that is none doesn't take the place of the one that the entity was asked as. */
function typed(entity: Result): Result {
  if ('__typename' in entity && !entity['__typename']) odd('an entity of no type');
  return entity;
}

/** Rewrites of answers and of contexts, and deferred parts, are rare; Apollo does them. */
export function sourceOf({ sources }: PlanGround, node: FetchNode): SubgraphSource {
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

export function pick(variables: Variables, names: readonly string[]): Record<string, unknown> {
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

type Distinct = {
  readonly targets: readonly Result[];
  /** For each target, the place of its representation. */
  readonly places: readonly number[];
  readonly representations: readonly Result[];
  readonly texts: readonly string[];
};

function distinct(entities: readonly Result[], represent: Represent): Distinct {
  const known = new Map<string, number>();
  const targets: Result[] = [];
  const places: number[] = [];
  const representations: Result[] = [];
  for (const entity of entities) {
    const representation = represent(entity);
    if (!representation) continue;
    const text = JSON.stringify(representation);
    let place = known.get(text);
    if (place === undefined) {
      place = representations.push(representation) - 1;
      known.set(text, place);
    }
    targets.push(entity);
    places.push(place);
  }
  return { targets, places, representations, texts: [...known.keys()] };
}

/**
 * Writes the bodies of a fetch. Most of a body is the same each time, and the representations are
 * written already.
 */
export function bodyWriter({ operation: query, operationName }: FetchNode) {
  const head = JSON.stringify({ query, operationName }).slice(0, -1);
  return (variables: Variables, representations?: readonly string[]): string => {
    const given = JSON.stringify(variables);
    if (!representations) return `${head},"variables":${given}}`;
    const more = given === '{}' ? '{' : `${given.slice(0, -1)},`;
    return `${head},"variables":${more}"representations":[${representations.join()}]}}`;
  };
}
