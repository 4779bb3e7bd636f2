import { EventEmitter, on } from 'node:events';
import { GraphQLError, buildSchema as buildPlainSchema, type GraphQLSchema } from 'graphql';
import { SubgraphExecutor } from '../src/execute.ts';
import { createLogger, type Logger } from '../src/logger.ts';
import type { RequestInfo, Subgraph } from '../src/subgraph.ts';

export const silent = createLogger('test', 'silent');

/** What every executor of the suites has. */
export const executorDefaults: { fastPath: boolean } = { fastPath: true };

export function executorOf(subgraph: Subgraph, logger: Logger = silent): SubgraphExecutor {
  return new SubgraphExecutor(subgraph, logger, executorDefaults);
}

/** A logger whose lines can be read. */
export function listening() {
  const lines: string[] = [];
  return {
    lines,
    logger: createLogger('test', 'info', { write: (line) => void lines.push(line) }),
  };
}

const contract = `
  type Query { viewer: String address: String slow: String broken: String echo(text: String): String }
  type Mutation { add(text: String!): String }
  type Subscription { notes(of: String): String caused: String failing: String refused: String }`;

export type Notes = {
  readonly subgraph: Subgraph;
  /** Tells every subscriber a note. */
  readonly tell: (note: string) => void;
  /** Makes the sources of `failing` fail. */
  readonly fail: (error: Error) => void;
  /** Lets `slow` answer. */
  readonly finish: () => void;
  readonly slowAsked: Promise<void>;
  /** How many subscriptions hold a source. */
  readonly held: () => number;
  readonly stopped: () => boolean;
};

/** A subgraph of notes, small enough to read and with every way of going wrong. */
export function notesSubgraph(): Notes {
  const news = new EventEmitter();
  const slow = Promise.withResolvers<string>();
  const asked = Promise.withResolvers<void>();
  let stopped = false;
  const schema = buildPlainSchema(contract);
  resolve(schema, 'Query', {
    viewer: (context) => context.viewer?.userId ?? null,
    address: (context) => context.clientAddress ?? null,
    echo: (_context, { text }) => text,
    slow: () => {
      asked.resolve();
      return slow.promise;
    },
    broken: () => {
      throw new Error('SELECT * FROM people at postgres://outlay:hunter2@db');
    },
  });
  resolve(schema, 'Mutation', { add: (_context, { text }) => text });
  const { notes, caused, failing, refused } = schema.getSubscriptionType()!.getFields();
  notes!.subscribe = () => on(news, 'note', { close: ['end'] });
  notes!.resolve = (parts: unknown) => {
    const [note] = parts as [string];
    if (note === 'broken') throw new Error('hunter2');
    return note;
  };
  // Notes that say which trace they were made in: that of whoever subscribed.
  caused!.subscribe = (_parent, _args, { traceparent }: RequestInfo) => {
    const told = on(news, 'note', { close: ['end'] });
    return {
      next: async () => {
        const { value, done } = await told.next();
        return done ? { done, value } : { done, value: { note: value[0], traceparent } };
      },
      return: () => told.return!(),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  };
  caused!.resolve = ({ note }: { note: string }) => note;
  failing!.subscribe = () => on(news, 'nothing');
  refused!.subscribe = () => {
    throw new GraphQLError('Not yet.', { extensions: { code: 'NOT_READY' } });
  };
  return {
    subgraph: {
      name: 'notes',
      schema,
      context: (request) => request,
      health: async () => ({ ready: !stopped, problems: [] }),
      stop: async () => {
        stopped = true;
        news.emit('end');
      },
    },
    tell: (note) => void news.emit('note', note),
    fail: (error) => void news.emit('error', error),
    finish: () => slow.resolve('done'),
    slowAsked: asked.promise,
    held: () => news.listenerCount('note') + news.listenerCount('nothing'),
    stopped: () => stopped,
  };
}

type Resolver = (context: RequestInfo, args: Record<string, unknown>) => unknown;

function resolve(schema: GraphQLSchema, type: string, resolvers: Record<string, Resolver>): void {
  const fields = (type === 'Query' ? schema.getQueryType() : schema.getMutationType())!.getFields();
  for (const [name, resolver] of Object.entries(resolvers)) {
    fields[name]!.resolve = (_parent, args, context) =>
      resolver(context as RequestInfo, args as Record<string, unknown>);
  }
}
