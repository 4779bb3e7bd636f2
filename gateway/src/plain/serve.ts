import type { Socket } from 'node:net';
import type { Draining } from '@outlay/service-kit/draining.ts';
import type { AnswerGraphql } from '../answer-graphql.ts';
import type { LoadShedding } from '../guards/load-shedding.ts';
import type { RateLimit, Spent } from '../guards/rate-limit.ts';
import { readJson } from '../http/read-json.ts';
import type { Reply } from '../http/reply.ts';
import type { TellError } from '../http/told-error.ts';
import type { ObservedRequest, ObserveRequest } from '../observing/requests.ts';
import { requestIdOf } from '../request.ts';
import type { PlainServer } from './connections.ts';
import { createWriteMessage } from './message.ts';
import type { PlainHeaders, PlainRequest } from './request.ts';

export type PlainServingOptions = {
  readonly path: string;
  readonly draining: Pick<Draining, 'isLeaving' | 'inHand'>;
  /** Whether pages of other origins may call: their requests are the HTTP server's. */
  readonly hasOrigins: boolean;
  readonly load: Pick<LoadShedding, 'refusePlain' | 'admitPlain'>;
  readonly rate: Pick<RateLimit, 'admitRequest'>;
  readonly answer: AnswerGraphql;
  readonly tellError: TellError;
  readonly observe: ObserveRequest;
  readonly clientAddress: (socket: Socket, headers: PlainHeaders) => string;
  readonly keepAliveMs: number;
  /** Longer bodies are the HTTP server's to refuse. */
  readonly bodyLimit: number;
};

/** Answers plain requests with what the HTTP server answers any other with, in the same order of guards. */
export function createPlainServing(options: PlainServingOptions): PlainServer {
  const { path, draining, load, rate, answer, tellError, observe } = options;
  const write = createWriteMessage(options);

  async function replyTo(
    { headers, body }: PlainRequest,
    requestId: string,
    clientAddress: string,
    { within, tell }: ObservedRequest,
  ): Promise<Reply> {
    let spent: Spent | undefined;
    try {
      const paid = rate.admitRequest(clientAddress);
      spent = paid instanceof Promise ? await paid : paid;
      const given = readJson(body);
      const parameters = (): unknown => given;
      return await within(() =>
        answer({ method: 'POST', headers, requestId, clientAddress, parameters, tell }),
      );
    } catch (error) {
      return tellError(error, { requestId, accept: headers['accept'], spent });
    }
  }

  return {
    takes: ({ origin, 'content-length': length }) =>
      !draining.isLeaving() &&
      !(options.hasOrigins && origin !== undefined) &&
      Number(length) <= options.bodyLimit,
    serve(request, socket, respond) {
      const { headers } = request;
      const refusal = load.refusePlain(headers);
      if (refusal) return respond({ bytes: refusal, encoding: 'latin1', isLast: false });
      // A connection that has ended has no address any more.
      const clientAddress = options.clientAddress(socket, headers);
      const gone = (): void => draining.inHand.leave();
      draining.inHand.enter();
      const begin = async (leave: () => void): Promise<void> => {
        const startedAt = performance.now();
        // Its client may have left while it waited.
        if (socket.destroyed) {
          leave();
          return gone();
        }
        const requestId = requestIdOf(headers);
        const observed = observe({ id: requestId, method: 'POST', route: path, headers });
        const reply = await replyTo(request, requestId, clientAddress, observed);
        respond(write(reply, requestId, draining.isLeaving()), gone);
        leave();
        observed.end(reply.status, performance.now() - startedAt);
      };
      load.admitPlain((leave) => void begin(leave));
    },
  };
}
