import { once } from 'node:events';
import type { LookupFunction } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { signRequest } from '@outlay/identity/request-signature.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { badUserInput } from '@outlay/service-kit/errors.ts';
import {
  longestSubscriptionBytes,
  signedSubscriptionBody,
} from '@outlay/service-kit/serve-subscriptions.ts';
import type { GraphQLFormattedError } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { anyReplica } from './replicas.ts';
import type { SourceRequest, SourceResponse, SourceSink } from './source.ts';
import { subgraphUnavailable } from './unanswered.ts';

export type UpstreamOptions = {
  readonly name: string;
  /** The subgraph's address without a path: `http://ledger:4003`. */
  readonly url: string;
  /** Shared with the subgraph, which answers only what was signed with it. */
  readonly gatewaySecret: string;
  readonly logger: Logger;
  /** How the name in the address is found; as the system does unless given. */
  readonly lookup?: LookupFunction | undefined;
  /** A connection is asked for a sign of life this often, and given up when none comes. */
  readonly pingMs?: number;
  readonly pongDeadlineMs?: number;
};

export type Upstream = {
  readonly subscribe: (request: SourceRequest, sink: SourceSink) => () => void;
  readonly stop: () => Promise<void>;
};

type Running = {
  readonly sink: SourceSink;
  /** Whether it was, or may have been, on a connection before the next one comes up. */
  attached: boolean;
  readonly end: () => void;
};

const handshakeTimeoutMs = 5_000;
const longestWaitMs = 5_000;
const maxMessageBytes = 4 * 1024 * 1024;

/** A WebSocket as graphql-ws makes them, with our bounds. */
function socketsBy(lookup: LookupFunction) {
  return class SubgraphSocket extends WebSocket {
    constructor(address: string | URL, protocols: string | string[] | undefined) {
      super(address, protocols, {
        lookup,
        handshakeTimeout: handshakeTimeoutMs,
        maxPayload: maxMessageBytes,
        perMessageDeflate: false,
      });
    }
  };
}

/**
 * All subscriptions to one subgraph over one graphql-transport-ws connection, made when the first
 * needs it and closed after the last. When it breaks it is made again for as long as there are subscriptions; each of them is
 * then sent anew, under a new signature, and its sink hears of the gap.
 */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { name, gatewaySecret, logger, pingMs = 10_000, pongDeadlineMs = 5_000 } = options;
  const running = new Set<Running>();
  const stopping = new AbortController();
  let socket: WebSocket | undefined;
  let connected = false;
  let silence: NodeJS.Timeout | undefined;

  const client = createClient({
    url: `${options.url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: socketsBy(anyReplica(options.lookup)),
    connectionAckWaitTimeout: handshakeTimeoutMs,
    keepAlive: pingMs,
    retryAttempts: Infinity,
    // By default a refused connection (ECONNREFUSED while the subgraph restarts) is not tried again.
    shouldRetry: () => true,
    retryWait,
    on: {
      connecting: (isRetry) => {
        if (isRetry) logger.info({ subgraph: name }, 'connecting to a subgraph again');
      },
      opened: (opened) => (socket = opened as WebSocket),
      connected: (_socket, _payload, wasRetry) => {
        connected = true;
        // A copy: whoever hears of a gap may well subscribe again at once.
        for (const each of Array.from(running)) {
          // Whoever waited through a failed attempt may have missed events as well.
          if (each.attached || wasRetry) each.sink.gap();
          each.attached = true;
        }
      },
      closed: () => {
        connected = false;
        clearTimeout(silence);
      },
      ping: (received) => {
        if (!received) silence = setTimeout(giveUp, pongDeadlineMs);
      },
      pong: (received) => {
        if (received) clearTimeout(silence);
      },
    },
  });

  /** Must not reject: graphql-ws would hang and the rejection go unhandled. */
  async function retryWait(retries: number): Promise<void> {
    await sleep(waitMs(retries), undefined, { signal: stopping.signal }).catch(() => {});
  }

  /** The other end is gone without a word; a closing handshake would wait for it in vain. */
  function giveUp(): void {
    logger.warn({ subgraph: name }, 'a subgraph fell silent; connecting again');
    client.terminate();
    socket?.terminate();
  }

  function subscribe(request: SourceRequest, sink: SourceSink): () => void {
    if (Buffer.byteLength(signedSubscriptionBody(request)) > longestSubscriptionBytes) {
      sink.error([badUserInput('The subscription is longer than is accepted.').toJSON()]);
      return () => {};
    }
    let ended = false;
    /** Runs `tell` unless the subscription has ended. */
    const heard = (tell: () => void): void => {
      if (!ended) tell();
    };
    const finish = (tell: () => void): void => {
      if (ended) return;
      entry.end();
      tell();
    };
    const leave = client.subscribe<SourceResponse['data'], unknown>(payloadOf(request), {
      next: (event) => heard(() => sink.next(event as SourceResponse)),
      error: (error) => finish(() => sink.error(errorsOf(error))),
      complete: () => finish(() => sink.complete()),
    });
    const entry: Running = {
      sink: { ...sink, gap: () => heard(() => sink.gap()) },
      attached: connected && socket?.readyState === WebSocket.OPEN,
      end: () => {
        ended = true;
        running.delete(entry);
        leave();
      },
    };
    running.add(entry);
    return entry.end;
  }

  /** The client writes the payload out each time it sends it, so every (re)subscribe is signed anew. */
  function payloadOf({ query, operationName, variables, request }: SourceRequest) {
    return {
      query,
      operationName,
      variables: variables as Record<string, unknown> | undefined,
      get extensions() {
        const body = signedSubscriptionBody({ query, operationName, variables });
        const { viewer, clientAddress, requestId, traceparent } = request;
        const signed = signRequest(gatewaySecret, { subgraph: name, viewer, clientAddress, body });
        return { outlay: { ...signed, requestId, traceparent } };
      },
    };
  }

  function errorsOf(error: unknown): readonly GraphQLFormattedError[] {
    if (Array.isArray(error)) return error as readonly GraphQLFormattedError[];
    logger.warn({ subgraph: name, err: error }, 'a subgraph ended its connection');
    return [subgraphUnavailable(name).toJSON()];
  }

  return {
    subscribe,
    stop: async () => {
      stopping.abort();
      for (const each of running) each.end();
      // It would reject when it was waiting for a connection, which is just what we give up here.
      Promise.resolve(client.dispose()).catch(() => {});
      if (!socket || socket.readyState === WebSocket.CLOSED) return;
      const last = socket;
      const late = setTimeout(() => last.terminate(), 1_000);
      last.close(1000);
      await once(last, 'close');
      clearTimeout(late);
    },
  };
}

/** 125 to 250 ms at first, doubling up to 5 s, spread so that gateways don't come back all at once. */
function waitMs(retries: number): number {
  const wait = Math.min(250 * 2 ** retries, longestWaitMs);
  return wait / 2 + Math.random() * (wait / 2);
}
