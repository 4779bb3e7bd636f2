import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { RequestInfo, Subgraph } from '@outlay/service-kit/subgraph.ts';
import { GraphQLError, parse } from 'graphql';

const sdl = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@composeDirective"])
    @link(url: "https://outlay.invalid/specs/cacheControl/v1.0", import: ["@cacheControl"])
    @composeDirective(name: "@cacheControl")
  directive @cacheControl(maxAge: Int, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT
  scalar Position
  type Query {
    tally(atLeast: Position, fails: Boolean): Tally @cacheControl(maxAge: 30)
    freshTally: Tally
  }
  type Tally @cacheControl(inheritMaxAge: true) { count: Int! owner: String! }
  type Mutation { add: Int! fail: Int! }
  type Subscription { added: Tally }`;

/** A subgraph that counts, for each book by itself, and knows how often it was asked. */
export type TallySubgraph = Subgraph & {
  readonly asked: () => number;
  /** Counts without the gateway, as what a consumer commits. */
  readonly addTo: (bookId: string) => void;
};

/** `pause` lets others come between, before it reads and before it answers. */
export function tallySubgraph(pause: () => Promise<void> = async () => {}): TallySubgraph {
  const counts = new Map<string, number>();
  let asked = 0;
  const addTo = (bookId: string): number => {
    const count = (counts.get(bookId) ?? 0) + 1;
    counts.set(bookId, count);
    return count;
  };
  const bookOf = ({ viewer }: RequestInfo): string => {
    if (viewer) return viewer.bookId;
    throw new GraphQLError('Sign in first.', { extensions: { code: 'UNAUTHENTICATED' } });
  };
  const tally = async (_parent: unknown, { fails }: { fails?: boolean }, request: RequestInfo) => {
    asked += 1;
    const bookId = bookOf(request);
    await pause();
    const count = counts.get(bookId) ?? 0;
    await pause();
    if (fails) throw new GraphQLError('Not yet.', { extensions: { code: 'NOT_READY' } });
    return { count, owner: request.viewer?.userId };
  };
  const add = async (_parent: unknown, _args: unknown, request: RequestInfo) => {
    await pause();
    const count = addTo(bookOf(request));
    await pause();
    return count;
  };
  const fail = async (...[parent, args, request]: Parameters<typeof add>) => {
    await add(parent, args, request);
    throw new Error('too late');
  };
  return {
    name: 'tally',
    asked: () => asked,
    addTo,
    schema: buildSubgraphSchema([
      {
        typeDefs: parse(sdl),
        resolvers: { Query: { tally, freshTally: tally }, Mutation: { add, fail } } as never,
      },
    ]),
    context: (request) => request,
    health: async () => ({ ready: true, problems: [] }),
    stop: async () => {},
  };
}

export const tallySupergraph = composed();

function composed(): string {
  const { supergraphSdl, errors } = composeServices([
    { name: 'tally', url: 'http://tally.invalid', typeDefs: parse(sdl) },
  ]);
  if (supergraphSdl === undefined) throw new AggregateError(errors ?? [], 'does not compose');
  return supergraphSdl;
}
