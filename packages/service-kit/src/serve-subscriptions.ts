import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RequestVerifier, RequestSignatureError } from '@outlay/identity/request-signature.ts';
import { type DocumentNode, GraphQLError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import type { SubgraphExecutor } from './execute.ts';
import type { Logger } from './logger.ts';
import type { RequestInfo } from './subgraph.ts';

/**
 * One connection carries the subscriptions of many viewers, so each `subscribe` message is signed by
 * itself: its `extensions.outlay` holds the signature over {@link signedSubscriptionBody}.
 */
const signedExtension = z.object({
  outlay: z.object({
    signature: z.string(),
    viewer: z.string(),
    clientAddress: z.string().optional(),
    requestId: z.string().optional(),
    traceparent: z.string().optional(),
  }),
});

/** What the gateway signs for a subscription, and the subgraph checks. */
export function signedSubscriptionBody(payload: {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}): string {
  const { query, operationName = null, variables = null } = payload;
  return JSON.stringify({ query, operationName, variables });
}

type Accepted = SubscribePayload & {
  readonly document: DocumentNode;
  readonly request: RequestInfo;
};

/**
 * The longest of those, in bytes. A longer message would end the connection, and with it the subscriptions of
 * everybody else, so the gateway doesn't send one.
 */
export const longestSubscriptionBytes = 1024 * 1024;
/** With its signature, and whom it is for. */
const maxMessageBytes = longestSubscriptionBytes + 64 * 1024;
const keepAliveMs = 12_000;
/** How long the other end may take to close its sockets when we stop. */
const closingMs = 2_000;

export type SubscriptionsServer = {
  /** Takes a connection that asks to be a WebSocket, and refuses it on any path but `/graphql`. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly stop: () => Promise<void>;
};

export function serveSubscriptions({
  executor,
  verifier,
  logger,
}: {
  readonly executor: SubgraphExecutor;
  readonly verifier: RequestVerifier;
  readonly logger: Logger;
}): SubscriptionsServer {
  const sockets = new WebSocketServer({
    noServer: true,
    path: '/graphql',
    maxPayload: maxMessageBytes,
  });

  const requestOf = async (payload: SubscribePayload): Promise<RequestInfo> => {
    const { outlay } = signedExtension.parse(payload.extensions);
    const body = signedSubscriptionBody(payload);
    return {
      viewer: await verifier.verify(outlay, body),
      requestId: outlay.requestId ?? randomUUID(),
      traceparent: outlay.traceparent,
      clientAddress: outlay.clientAddress,
    };
  };

  /** Anything thrown here would close the socket (4500), and with it every other viewer's subscription. */
  const accept = async (payload: SubscribePayload): Promise<Accepted | readonly GraphQLError[]> => {
    try {
      const request = await requestOf(payload);
      const document = executor.documentOf(payload.query);
      return 'kind' in document ? { ...payload, document, request } : document;
    } catch (error) {
      const refused = error instanceof RequestSignatureError || error instanceof z.ZodError;
      if (refused) logger.warn('refused a subscription that the gateway did not sign');
      else logger.error({ err: error }, 'could not read a subscription');
      const message = refused ? 'Only the gateway may subscribe.' : 'Could not subscribe.';
      return [new GraphQLError(message, { extensions: { code: 'REQUEST_SIGNATURE' } })];
    }
  };

  // graphql-ws hands back what `onSubscribe` answered; the executor runs it, caches and masks.
  const run = (accepted: unknown) => {
    const { request, ...operation } = accepted as Accepted;
    return executor.subscribe(operation, request);
  };
  const handler = useServer(
    {
      // Otherwise what went wrong on our side is told when a socket is closed for it.
      isProd: true,
      onSubscribe: (_context, _id, payload) => accept(payload) as never,
      subscribe: run,
      execute: run,
    },
    sockets,
    keepAliveMs,
  );
  return {
    upgrade: (request, socket, head) => {
      sockets.handleUpgrade(request, socket, head, (opened) => {
        sockets.emit('connection', opened, request);
      });
    },
    stop: async () => {
      const late = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, closingMs);
      // Says 1001 to every socket and waits until they are closed.
      await handler.dispose();
      clearTimeout(late);
    },
  };
}
