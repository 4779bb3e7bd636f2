import type { GraphQLFormattedError } from 'graphql';
import type { SourceRequest, SourceResponse, SubgraphSource } from '../sources/source.ts';

type Asked = {
  readonly source: string;
  readonly request: SourceRequest;
  /** For each representation that the plan has, which of those that were sent it is; null without any. */
  readonly places: readonly number[] | null;
  readonly answer: Promise<SourceResponse>;
};

/**
 * What subgraphs were asked for one operation. When Apollo has to go over the operation again it asks
 * the same, and is answered from here, so that no subgraph is called twice. A request that was not made
 * yet goes to its subgraph.
 */
export class Recording {
  readonly #asked: Asked[] = [];
  #begunAgain = false;

  /** The operation is executed in another way from here: what was asked before is answered as it was. */
  beginAgain(): void {
    this.#begunAgain = true;
  }

  ask(
    source: SubgraphSource,
    request: SourceRequest,
    places: readonly number[] | null = null,
  ): Promise<SourceResponse> {
    const known = this.#begunAgain && this.#asked.find((asked) => isAlike(asked, source, request));
    if (known) return known.answer;
    const answer = source.execute(request);
    this.#asked.push({ source: source.name, request, places, answer });
    return answer;
  }

  /** What was answered to exactly this request, once; from the subgraph where it wasn't asked before. */
  async replay(source: SubgraphSource, request: SourceRequest): Promise<SourceResponse> {
    const at = this.#asked.findIndex((asked) => isSame(asked, source, request));
    if (at < 0) return source.execute(request);
    const [{ answer, places }] = this.#asked.splice(at, 1) as [Asked];
    return places ? expanded(await answer, places) : answer;
  }
}

/** Whether it was asked for the same, with these variables. */
function isAlike(
  { source: asked, request: one }: Asked,
  source: SubgraphSource,
  other: SourceRequest,
  variables: unknown = one.variables ?? {},
): boolean {
  if (asked !== source.name || one.query !== other.query) return false;
  if (one.operationName !== other.operationName) return false;
  return JSON.stringify(variables) === JSON.stringify(other.variables ?? {});
}

/** Whether Apollo asks for the same, which sends equal representations as often as planned. */
function isSame(asked: Asked, source: SubgraphSource, request: SourceRequest): boolean {
  const { places } = asked;
  if (!places) return isAlike(asked, source, request);
  const { variables = {} } = asked.request;
  const sent = variables['representations'] as readonly unknown[];
  const all = { ...variables, representations: places.map((at) => sent[at]) };
  return isAlike(asked, source, request, all);
}

/** The answer that a subgraph would have given, had equal representations been sent as often as planned. */
function expanded(answer: SourceResponse, places: readonly number[]): SourceResponse {
  const { data, errors } = answer;
  const entities = data?.['_entities'];
  const sent = Math.max(...places) + 1;
  // As many as were sent, or there is no saying which is which; Apollo then refuses the empty list.
  const all = Array.isArray(entities) && entities.length === sent ? places : [];
  return {
    ...answer,
    // Data that is read when somebody looks is no property of its own, so it is named in any case.
    ...(data !== undefined && {
      data: Array.isArray(entities)
        ? // Apollo merges into each of them.
          { ...data, _entities: all.map((at) => structuredClone(entities[at]) as unknown) }
        : data,
    }),
    ...(errors && { errors: expandedErrors(errors, places) }),
  };
}

/**
 * An error of an entity is one of each place where it stands. A subgraph goes over its entities from
 * the first to the last, and again for what takes a moment longer; errors are repeated within each round.
 */
function expandedErrors(
  errors: readonly GraphQLFormattedError[],
  places: readonly number[],
): readonly GraphQLFormattedError[] {
  const rounds: GraphQLFormattedError[][] = [];
  let last = Infinity;
  for (const error of errors) {
    const entity = entityOf(error) ?? -1;
    if (entity < last) rounds.push([]);
    rounds.at(-1)?.push(error);
    last = entity;
  }
  return rounds.flatMap((round) => [
    ...round.filter((error) => entityOf(error) === null),
    ...places.flatMap((sent, place) =>
      round.filter((error) => entityOf(error) === sent).map((error) => movedTo(place, error)),
    ),
  ]);
}

function entityOf({ path }: GraphQLFormattedError): number | null {
  const [root, at] = path ?? [];
  return root === '_entities' && typeof at === 'number' ? at : null;
}

function movedTo(place: number, error: GraphQLFormattedError): GraphQLFormattedError {
  return { ...error, path: ['_entities', place, ...(error.path ?? []).slice(2)] };
}
