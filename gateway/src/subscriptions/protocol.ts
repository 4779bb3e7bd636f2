import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';
import {
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
} from 'graphql';
import { CloseCode, makeServer, type Server, type SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import type { AdmitOperation, AdmittedOperation } from '../guards/admit-operation.ts';
import type { Authenticate } from '../guards/authenticate.ts';
import { observeSocketOperation } from '../observing/socket-operation.ts';
import type { Connection } from './connection.ts';
import { stoppingError } from './errors.ts';
import type { LiveExecutor, SubscribeArgs } from './executor.ts';
import type { Mask } from './join.ts';
import type { SocketLimits } from './limits.ts';
import { tellCost, withCostOf } from './told-cost.ts';

export type ProtocolOptions = {
  readonly executor: Pick<LiveExecutor, 'subscribe' | 'schema'>;
  /** Answers a query or mutation. */
  readonly execute: (
    args: SubscribeArgs & Pick<AdmittedOperation, 'document' | 'cost'>,
  ) => Promise<ExecutionResult | FormattedExecutionResult>;
  /**
   * Who a socket is for, from the `authorization` of its `connection_init`: `Bearer …`. Null, or a
   * GraphQLError thrown, closes the socket with 4403; anything else thrown with 1013, try again later.
   */
  readonly authenticate: Authenticate;
  /** Waits for the turn of an operation; the answer is called when it is done. Throws when there is too much. */
  readonly enter: () => Promise<() => void>;
  /** Finds the document and pays for the operation; throws a GraphQLError when it is refused. */
  readonly admit: AdmitOperation;
  readonly mask: Mask;
  readonly limits: Pick<
    SocketLimits,
    'initTimeoutMs' | 'maxSubscriptionsPerSocket' | 'maxSocketsPerViewer'
  >;
  readonly logger: Logger;
};

export type Protocol = Pick<Server<Connection>, 'opened'> & {
  /** From here on new operations are refused. */
  readonly stopTaking: () => void;
  /** Resolves when no query or mutation is under way and each has been answered. */
  readonly idle: () => Promise<void>;
};

/** What an operation is, between the hooks of graphql-ws. */
type Prepared =
  | { readonly stream: AsyncIterableIterator<ExecutionResult> }
  | { readonly answer: () => Promise<ExecutionResult> };

const tryAgainLater = 1013;

/**
 * graphql-transport-ws for our graph. A hook of graphql-ws that throws closes the socket and kills
 * everything else on it, so none here does: what goes wrong with one operation is that operation's.
 */
export function createProtocol(
  options: ProtocolOptions,
  connections: ReadonlySet<Connection>,
): Protocol {
  const { executor, limits, logger, mask } = options;
  /** Queries and mutations under way, until their answers are sent. */
  const answering = new Map<SubscribePayload, () => void>();
  let becameIdle: (() => void) | undefined;
  let taking = true;

  async function admitViewer(connection: Connection, parameters: unknown): Promise<boolean> {
    try {
      const viewer = await options.authenticate(authorizationOf(parameters));
      if (!viewer) return refuse(connection, 'Sign in first, and send the access token.');
      connection.belongTo(viewer);
    } catch (error) {
      if (error instanceof GraphQLError && statusOf(error) < 500) {
        return refuse(connection, error.message);
      }
      logger.error({ err: error }, 'could not authenticate a socket');
      connection.close(tryAgainLater, 'Try again in a moment.');
      return false;
    }
    if (socketsOf(connection) <= limits.maxSocketsPerViewer) return true;
    connection.close(
      CloseCode.TooManyInitialisationRequests,
      'You have too many connections open.',
    );
    return false;
  }

  function socketsOf(connection: Connection): number {
    const userId = connection.viewer()?.userId;
    return [...connections].filter((each) => each.viewer()?.userId === userId).length;
  }

  async function prepare(
    connection: Connection,
    payload: SubscribePayload,
    requestId: string,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    if (!taking) return [stoppingError()];
    const limit = limits.maxSubscriptionsPerSocket;
    if (connection.underWay() >= limit) return [tooMany(limit)];
    // Counted before anything is awaited: many operations may come in one packet.
    const letGo = connection.hold();
    const leave = await options.enter().catch((error: unknown) => {
      letGo();
      throw error;
    });
    const done = (): void => {
      letGo();
      leave();
    };
    try {
      return await begin(connection, payload, requestId, done);
    } finally {
      if (!answering.has(payload)) done();
    }
  }

  /** A query or mutation calls `done` itself once it is answered. */
  async function begin(
    connection: Connection,
    payload: SubscribePayload,
    requestId: string,
    done: () => void,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const asking = requestInfo(connection, requestId);
    const { query, document, operation, cost } = await options.admit(payload, asking);
    const operationName = payload.operationName ?? undefined;
    const args = { query, operationName, variables: payload.variables ?? undefined };
    const observed = { operation, request: asking, logger };
    let prepared: Prepared;
    if (operation.operation === 'subscription') {
      const stream = await observeSocketOperation(observed, (request) =>
        executor.subscribe({ ...args, request }),
      );
      if (!('next' in stream)) return stream;
      prepared = { stream: connection.track(tellCost(stream, cost)) };
    } else {
      answering.set(payload, done);
      const run = (request: RequestInfo) => answer({ ...args, request, document, cost });
      prepared = { answer: () => observeSocketOperation(observed, run) };
    }
    return { schema: executor.schema(), document, operationName, contextValue: prepared };
  }

  async function answer(args: Parameters<ProtocolOptions['execute']>[0]): Promise<ExecutionResult> {
    try {
      return (await options.execute(args)) as ExecutionResult;
    } catch (error) {
      return { errors: [mask(error, args.request.requestId)] };
    }
  }

  function answered(payload: SubscribePayload): void {
    answering.get(payload)?.();
    answering.delete(payload);
    if (answering.size === 0) becameIdle?.();
  }

  const { opened } = makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: limits.initTimeoutMs,
    onConnect: ({ extra, connectionParams }) => admitViewer(extra, connectionParams),
    onSubscribe: async ({ extra }, _id, payload) => {
      const requestId = randomUUID();
      try {
        return await prepare(extra, payload, requestId);
      } catch (error) {
        return [withCostOf(error, mask(error, requestId))];
      }
    },
    subscribe: ({ contextValue }) => (contextValue as { stream: never }).stream,
    execute: ({ contextValue }) => (contextValue as { answer: () => never }).answer(),
    onNext: (_context, _id, _payload, _args, result) => formatted(result),
    onComplete: (_context, _id, payload) => answered(payload),
  });

  return {
    opened,
    stopTaking: () => void (taking = false),
    async idle() {
      if (answering.size > 0) await new Promise<void>((resolve) => (becameIdle = resolve));
      // The last of them is complete, but its message about that is only now being written.
      await turn();
    },
  };
}

function refuse(connection: Connection, reason: string): false {
  connection.close(CloseCode.Forbidden, reason);
  return false;
}

function requestInfo(connection: Connection, requestId: string): RequestInfo {
  const { clientAddress, traceparent } = connection;
  return { viewer: connection.viewer(), requestId, traceparent, clientAddress };
}

/** Clients write the name of the parameter as they write the header's. */
function authorizationOf(parameters: unknown): string | undefined {
  const entries = Object.entries((parameters ?? {}) as Record<string, unknown>);
  const found = entries.find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  return typeof found === 'string' ? found : undefined;
}

function statusOf({ extensions }: GraphQLError): number {
  return (extensions['http'] as { status?: number } | undefined)?.status ?? 401;
}

/** Errors of queries may have their JSON form already; graphql-ws would call `toJSON` on them. */
function formatted(result: ExecutionResult): FormattedExecutionResult {
  if (!result.errors) return result as FormattedExecutionResult;
  const errors = result.errors.map((error): GraphQLFormattedError =>
    error instanceof GraphQLError ? error.toJSON() : error,
  );
  return { ...result, errors };
}

function tooMany(limit: number): GraphQLError {
  return new GraphQLError(`At most ${limit} operations may be under way on one connection.`, {
    extensions: { code: 'TOO_MANY_SUBSCRIPTIONS', limit },
  });
}
