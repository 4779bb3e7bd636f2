import type { Cache } from '@outlay/cache/port.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';
import type { FastifyInstance } from 'fastify';
import { type DocumentNode, getOperationAST, type GraphQLError, OperationTypeNode } from 'graphql';
import { rateLimited } from '../metrics.ts';
import { createAllowance, type Verdict } from './allowance.ts';
import { clientNetwork } from './client-network.ts';
import { measureDocument } from './operation-size.ts';
import { refusal } from './refusal.ts';

export type RateLimits = {
  /** Requests that one viewer may send within a minute, over all connections. */
  readonly perViewer: number;
  /** Requests that may come from one client address within a minute. */
  readonly perAddress: number;
  /** As how many requests of its address a sign-in or sign-up counts. */
  readonly signIn: number;
};

export const defaultRateLimits: RateLimits = {
  perViewer: 6_000,
  perAddress: 60_000,
  signIn: 50,
};

/** Who sent an operation, and from where. */
export type Sender = {
  readonly viewer: Viewer | null;
  readonly clientAddress?: string | undefined;
};

export type AdmittedOperation = {
  /** Left out for a subscription. */
  readonly document?: DocumentNode | undefined;
  readonly operationName?: string | null | undefined;
};

/** Headers of an answer, by their names. */
export type Headers = Record<string, string>;

export type RateLimit = {
  /** Counts a request before anything is read of it. Throws a refusal (429). */
  readonly admitRequest: (clientAddress: string | undefined) => Promise<Headers>;
  /**
   * Counts the operation of a request whose document was admitted, once it is known who sent it. `amount`
   * is what it counts for its viewer. Throws a refusal (429).
   */
  readonly admitOperation: (
    sender: Sender,
    operation: AdmittedOperation,
    amount?: number,
  ) => Promise<Headers>;
  /** Counts an operation on a socket, where it is a request by itself. Throws a refusal. */
  readonly admitOnSocket: (sender: Sender, operation: AdmittedOperation) => Promise<void>;
  readonly stop: () => Promise<void>;
};

const windowMs = 60_000;
type Side = 'viewer' | 'address';

/** How much may be asked for within a minute, counted by all gateways that share the cache. */
export function createRateLimit(limits: RateLimits, cache: Pick<Cache, 'count'>): RateLimit {
  const allowance = createAllowance({ cache, windowMs });

  async function spend(side: Side, who: string, amount: number): Promise<Verdict> {
    const limit = side === 'viewer' ? limits.perViewer : limits.perAddress;
    const verdict = await allowance.spend(`requests/${side}/${who}`, amount, limit);
    if (verdict.allowed) return verdict;
    rateLimited.inc({ by: side });
    throw tooMany(side, verdict);
  }

  const spendAtAddress = async (address: string | undefined, amount: number) =>
    address === undefined ? undefined : spend('address', clientNetwork(address), amount);

  const admitRequest: RateLimit['admitRequest'] = async (clientAddress) =>
    headersOf({ address: await spendAtAddress(clientAddress, 1) });

  const admitOperation: RateLimit['admitOperation'] = async (sender, operation, amount = 1) => {
    const more = signsIn(operation) ? limits.signIn - 1 : 0;
    const address = await spendAtAddress(sender.clientAddress, more);
    const { viewer } = sender;
    return headersOf({ address, viewer: viewer && (await spend('viewer', viewer.userId, amount)) });
  };

  return {
    admitRequest,
    admitOperation,
    async admitOnSocket(sender, operation) {
      await admitRequest(sender.clientAddress);
      await admitOperation(sender, operation);
    },
    stop: allowance.stop,
  };
}

/**
 * Counts what is sent to a path before its body is read, and says in every answer where its sender stands.
 * To be attached after what keeps the server's manners.
 */
export function attachRateLimit(server: FastifyInstance, path: string, rate: RateLimit): void {
  server.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url === path) reply.headers(await rate.admitRequest(request.ip));
  });
}

/** Only mutations sign in, and most operations are none. */
function signsIn({ document, operationName }: AdmittedOperation): boolean {
  const operation = document && getOperationAST(document, operationName);
  if (!document || operation?.operation !== OperationTypeNode.MUTATION) return false;
  const measured = measureDocument(document).operations.find((one) => one.operation === operation);
  return measured !== undefined && measured.size.signIns > 0;
}

/** draft-ietf-httpapi-ratelimit-headers-10: a policy has quota and window, its state what remains and until when. */
function headersOf(verdicts: Partial<Record<Side, Verdict | null | undefined>>): Headers {
  const known = Object.entries(verdicts).flatMap(([side, verdict]) =>
    verdict ? [{ side, verdict }] : [],
  );
  if (known.length === 0) return {};
  const policy = known.map(
    ({ side, verdict }) => `"${side}";q=${verdict.limit};w=${windowMs / 1000}`,
  );
  const state = known.map(
    ({ side, verdict }) => `"${side}";r=${verdict.remaining};t=${secondsOf(verdict.msLeft)}`,
  );
  return { 'ratelimit-policy': policy.join(', '), ratelimit: state.join(', ') };
}

function tooMany(side: Side, verdict: Verdict): GraphQLError {
  const seconds = Math.max(1, secondsOf(verdict.msLeft));
  const whose = side === 'viewer' ? 'You have' : 'Your network has';
  return refusal(
    429,
    'RATE_LIMITED',
    `${whose} sent too many requests: ${verdict.limit} a minute are answered. Try again in ${seconds} seconds.`,
    {
      headers: { 'retry-after': String(seconds), ...headersOf({ [side]: verdict }) },
      limit: verdict.limit,
      retryAfterSeconds: seconds,
    },
  );
}

function secondsOf(ms: number): number {
  return Math.ceil(ms / 1000);
}
