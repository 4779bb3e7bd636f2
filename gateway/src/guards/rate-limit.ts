import type { Cache } from '@outlay/cache/port.ts';
import { clientNetwork } from '@outlay/identity/client-network.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';
import type { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { rateLimited } from '../metrics.ts';
import { andThen, type PromiseOrValue } from '../promise-or-value.ts';
import { type Allowance, createAllowance, type Verdict } from './allowance.ts';
import { refusal } from './refusal.ts';

export type RateLimits = {
  /** Points that may be spent from one client address within a minute, by whoever is there. */
  readonly perAddress: number;
};

export const defaultRateLimits: RateLimits = { perAddress: 600_000 };

/** Who sent an operation, and from where. */
export type Sender = {
  readonly viewer: Viewer | null;
  readonly clientAddress?: string | undefined;
};

/** What an answer says in `extensions.cost`. */
export type ToldCost = {
  /** Points that the operation costs. */
  readonly requested: number;
  /** Points left to its sender: of the budget that has least. */
  readonly remaining: number;
  /** When that budget begins anew, in ISO 8601. */
  readonly resetAt: string;
};

/** What was spent, and where its sender stands now; written when it is told. */
export type Spent = {
  readonly cost: () => ToldCost;
  /** Headers of the answer, by their names. */
  readonly headers: () => Record<string, string>;
};

export type RateLimit = {
  /** What an operation may cost at most to be ever admitted: its address has no more in a minute. */
  readonly perAddress: number;
  /** Spends a point of the address, before anything is read of a request. Throws a refusal (429). */
  readonly admitRequest: (clientAddress: string | undefined) => PromiseOrValue<Spent>;
  /**
   * Spends what an operation costs, of its viewer's budget and of its address's, which has paid the first
   * point already. Whoever isn't signed in shares a budget with the others at that address. Throws a
   * refusal (429) that carries its `cost`.
   */
  readonly admitOperation: (
    sender: Sender,
    points: number,
    pointsPerMinute: number,
  ) => PromiseOrValue<Spent>;
  readonly stop: () => Promise<void>;
};

const windowMs = 60_000;
type Side = 'viewer' | 'nobody' | 'address';
type Verdicts = readonly { readonly side: Side; readonly verdict: Verdict }[];

/** How much may be spent within a minute, counted by all gateways that share the cache. */
export function createRateLimit(limits: RateLimits, cache: Pick<Cache, 'count'>): RateLimit {
  const allowanceOf = (side: Side) =>
    createAllowance({ cache, prefix: `points/${side}/`, windowMs });
  const allowances: Readonly<Record<Side, Allowance>> = {
    viewer: allowanceOf('viewer'),
    nobody: allowanceOf('nobody'),
    address: allowanceOf('address'),
  };

  function spend(side: Side, who: string, amount: number, limit: number, requested: number) {
    return andThen(allowances[side].spend(who, amount, limit), (verdict): Verdicts => {
      if (verdict.allowed) return [{ side, verdict }];
      rateLimited.inc({ by: side });
      throw tooMany({ side, verdict }, requested);
    });
  }

  function spendAtAddress(network: string, amount: number, requested: number) {
    const limit = limits.perAddress;
    return spend('address', network, amount, limit, requested);
  }

  return {
    perAddress: limits.perAddress,
    admitRequest: (clientAddress = '') =>
      andThen(spendAtAddress(clientNetwork(clientAddress), 1, 1), (spent) => spentOf(spent, 1)),
    admitOperation({ viewer, clientAddress = '' }, points, pointsPerMinute) {
      const network = clientNetwork(clientAddress);
      const side = viewer ? 'viewer' : 'nobody';
      const who = viewer?.userId ?? network;
      // The narrower one first, so that nothing is spent of the other in vain.
      return andThen(spend(side, who, points, pointsPerMinute, points), (ofSender) =>
        andThen(spendAtAddress(network, points - 1, points), (ofAddress) =>
          spentOf([...ofAddress, ...ofSender], points),
        ),
      );
    },
    async stop() {
      await Promise.all(Object.values(allowances).map((allowance) => allowance.stop()));
    },
  };
}

function spentOf(verdicts: Verdicts, requested: number): Spent {
  return { cost: () => costOf(verdicts, requested), headers: () => headersOf(verdicts) };
}

function costOf(verdicts: Verdicts, requested: number): ToldCost {
  const least = verdicts.reduce((a, b) => (b.verdict.remaining < a.verdict.remaining ? b : a));
  const { remaining, msLeft } = least.verdict;
  // In whole seconds: it would differ by a millisecond between two answers otherwise.
  return { requested, remaining, resetAt: written(secondsOf(Date.now() + msLeft)) };
}

/** Windows end within a minute, so it is the same few seconds that are written over and over. */
const seconds = new LRUCache<number, string>({ max: 200 });

function written(second: number): string {
  let text = seconds.get(second);
  if (text === undefined) {
    text = new Date(second * 1000).toISOString();
    seconds.set(second, text);
  }
  return text;
}

/** draft-ietf-httpapi-ratelimit-headers-10: a policy has quota and window, its state what remains and until when. */
function headersOf(verdicts: Verdicts): Record<string, string> {
  let policy = '';
  let state = '';
  for (const { side, verdict } of verdicts) {
    const comma = policy === '' ? '' : ', ';
    policy += `${comma}"${side}";q=${verdict.limit};w=${windowMs / 1000}`;
    state += `${comma}"${side}";r=${verdict.remaining};t=${secondsOf(verdict.msLeft)}`;
  }
  return { 'ratelimit-policy': policy, ratelimit: state };
}

const whoHas: Readonly<Record<Side, string>> = {
  viewer: 'You have',
  nobody: 'Whoever isn’t signed in at your network has',
  address: 'Your network has',
};

function tooMany(spent: Verdicts[number], requested: number): GraphQLError {
  const { side, verdict } = spent;
  const wait = Math.max(1, secondsOf(verdict.msLeft));
  const whose = whoHas[side];
  const left = `${verdict.remaining} of ${verdict.limit} points a minute left`;
  return refusal(
    429,
    'RATE_LIMITED',
    `${whose} ${left}, and this costs ${requested}. Try again in ${wait} seconds.`,
    {
      headers: { 'retry-after': String(wait), ...headersOf([spent]) },
      limit: verdict.limit,
      retryAfterSeconds: wait,
      cost: costOf([spent], requested),
    },
  );
}

function secondsOf(ms: number): number {
  return Math.ceil(ms / 1000);
}
