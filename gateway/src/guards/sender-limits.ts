import type { Viewer } from '@outlay/identity/viewer.ts';
import { z } from 'zod';
import { defaultLimits, type Limits } from './limits.ts';

/** All that may be asked for by somebody. */
export type SenderLimits = Limits & {
  /** The cost of one operation. */
  readonly pointsPerOperation: number;
  /** What operations may cost within a minute: of one viewer, or of all at one address who aren't signed in. */
  readonly pointsPerMinute: number;
};

export const defaultSenderLimits: SenderLimits = {
  ...defaultLimits,
  pointsPerOperation: 2_000,
  pointsPerMinute: 60_000,
};

/** Who sends: nobody who is signed in, or a role of the access token; and whether it is one of our own documents. */
const senders = ['nobody', 'MEMBER', 'OPERATOR', 'trusted'] as const;
export type LimitsBySender = Readonly<
  Partial<Record<(typeof senders)[number], Partial<SenderLimits>>>
>;

/**
 * Whoever isn't signed in signs up or signs in, and there may be many of them at one address; operators look at
 * more than their own. Neither turns round what was set for all.
 */
const byDefault = (forAll: SenderLimits): LimitsBySender => ({
  nobody: {
    pointsPerOperation: Math.min(forAll.pointsPerOperation, 500),
    pointsPerMinute: Math.min(forAll.pointsPerMinute, 20_000),
  },
  OPERATOR: {
    pointsPerOperation: Math.max(forAll.pointsPerOperation, 10_000),
    pointsPerMinute: Math.max(forAll.pointsPerMinute, 600_000),
  },
});

const names = Object.keys(defaultSenderLimits) as (keyof SenderLimits)[];

/** The same as JSON: `{"nobody":{"depth":5},"trusted":{"pointsPerMinute":120000}}`. */
export const limitsBySender = z.partialRecord(
  z.enum(senders),
  z.partialRecord(z.enum(names), z.int().positive()),
);

export type LimitsOfSenders = {
  /** What a sender may ask for. */
  readonly of: (viewer: Viewer | null, isTrusted: boolean) => SenderLimits;
  /** Of each limit the largest that anybody has. */
  readonly most: SenderLimits;
};

/**
 * Limits that are the same for all, and what differs: first by role, then for our own clients. These are
 * known by what they ask, which was written by us; the name that a client gives itself could be anybody's.
 * Whoever has several roles has the largest limit of each.
 */
export function createSenderLimits(given: {
  readonly limits?: Partial<SenderLimits> | undefined;
  readonly limitsBySender?: LimitsBySender | undefined;
}): LimitsOfSenders {
  const forAll = { ...defaultSenderLimits, ...given.limits };
  const ofTrusted = new Map<string, SenderLimits>();
  const ofOthers = new Map<string, SenderLimits>();

  const differing = (sender: (typeof senders)[number]): Partial<SenderLimits> => ({
    ...byDefault(forAll)[sender],
    ...given.limitsBySender?.[sender],
  });

  function reckon(roles: readonly (typeof senders)[number][], isTrusted: boolean): SenderLimits {
    const perRole = roles.map((role) => ({ ...forAll, ...differing(role) }));
    const byRole =
      perRole.length > 0
        ? eachOf((name) => Math.max(...perRole.map((limits) => limits[name])))
        : forAll;
    return isTrusted ? { ...byRole, ...differing('trusted') } : byRole;
  }

  return {
    of(viewer, isTrusted) {
      const roles = viewer ? viewer.roles : (['nobody'] as const);
      const known = isTrusted ? ofTrusted : ofOthers;
      // Nearly all have one.
      const key = roles.length === 1 ? roles[0]! : roles.join();
      const limits = known.get(key) ?? reckon(roles, isTrusted);
      known.set(key, limits);
      return limits;
    },
    most: eachOf((name) =>
      Math.max(forAll[name], ...senders.map((sender) => differing(sender)[name] ?? 0)),
    ),
  };
}

function eachOf(value: (name: keyof SenderLimits) => number): SenderLimits {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as SenderLimits;
}
