import { EventEmitter, on } from 'node:events';
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

export type TallyOptions = {
  /** Lets others come between, before it reads and before it answers. */
  readonly pause?: () => Promise<void>;
  /** The same of mutations, before they commit and before they answer. */
  readonly pauseOfWrite?: (before: 'commit' | 'answer') => Promise<void>;
  /** Drops kept answers as the ledger does: after each commit, and before a subscriber is told of one. */
  readonly dropAnswers?: (bookIds: Iterable<string>) => Promise<void>;
};

export function tallySubgraph({
  pause = async () => {},
  pauseOfWrite = pause,
  dropAnswers = async () => {},
}: TallyOptions = {}): TallySubgraph {
  const counts = new Map<string, number>();
  const commits = new EventEmitter().setMaxListeners(0);
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
    const bookId = bookOf(request);
    await pauseOfWrite('commit');
    const count = addTo(bookId);
    void dropAnswers([bookId]);
    commits.emit(bookId);
    await pauseOfWrite('answer');
    return count;
  };
  async function* added(_parent: unknown, _args: unknown, request: RequestInfo) {
    const bookId = bookOf(request);
    for await (const _commit of on(commits, bookId)) {
      const count = counts.get(bookId) ?? 0;
      await dropAnswers([bookId]);
      yield { added: { count, owner: request.viewer?.userId } };
    }
  }
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
        resolvers: {
          Query: { tally, freshTally: tally },
          Mutation: { add, fail },
          Subscription: { added: { subscribe: added } },
        } as never,
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
