import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '@outlay/testkit/seeded.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { appendAgain, queueAgain, setBack } from './again.ts';
import type { Cluster } from './cluster/cluster.ts';
import { type LinkName, linkNames, type ServiceName, subgraphs } from './cluster/pieces.ts';
import type { Replica } from './cluster/replica.ts';
import type { Weather } from './network/link.ts';

/** Something that goes wrong. */
export type Fault = {
  /** What it is called in the schedule and in the table of recovery times. */
  readonly kind: string;
  /** What it may happen to: to one of each group at least once, and then to any. */
  readonly targets: readonly (readonly string[])[];
  /** Seconds, at least and at most; nothing for what happens in a moment. */
  readonly lasts?: readonly [number, number];
  /** How often it happens, compared with others, once each has happened. */
  readonly weight: number;
  /** Does it, and gives the way to undo it. */
  readonly begin: (place: Place) => Promise<(() => Promise<void>) | void>;
};

export type Place = {
  readonly cluster: Cluster;
  readonly target: string;
  readonly random: Random;
  /** Called each time that something comes to harm, by faults that leave that to chance. */
  readonly struck: () => void;
};

const services = [...subgraphs, 'gateway'] as const;
const replicas = services.map((service) => [`${service}-1`, `${service}-2`]);
const databaseLinks = subgraphs.map((name) => `${name} → postgres`);
const consumers = subgraphs.filter((name) => name !== 'auth');
const topics = ['auth', 'user', 'ledger', 'reporting'];

type Begin = Fault['begin'];

/** An engine ends at once, and is started again. */
const kill =
  (engine: 'kafka' | 'rabbitmq' | 'redis'): Begin =>
  async ({ cluster }) => {
    await cluster.engines[engine].kill();
    return cluster.engines[engine].start;
  };

/** A link has a weather, and then none. */
const weather =
  (of: (place: Place) => Partial<Weather>): Begin =>
  async (place) => {
    const link = place.cluster.link(place.target as LinkName);
    link.change(of(place));
    return async () => link.change({});
  };

/** A connection breaks at what a server says on it, instead of handing that over. */
const breakAnswers = (choose: (place: Place) => (bytes: Buffer) => boolean): Begin =>
  weather((place) => {
    const isChosen = choose(place);
    return {
      breaksAt: (bytes, saidBy) => {
        const breaks = saidBy === 'server' && isChosen(bytes);
        if (breaks) place.struck();
        return breaks;
      },
    };
  });

/** Everything that goes wrong, as a table. */
export const catalogue: readonly Fault[] = [
  {
    kind: 'kill -9',
    targets: replicas,
    weight: 8,
    begin: ({ cluster, target }) => replicaOf(cluster, target).kill(),
  },
  {
    kind: 'kill -9 of both',
    targets: [services],
    weight: 2,
    begin: async ({ cluster, target }) => {
      await Promise.all(cluster.of(target as ServiceName).map((replica) => replica.kill()));
    },
  },
  {
    kind: 'freeze',
    targets: [replicas.flat()],
    lasts: [3, 9],
    weight: 2,
    begin: async ({ cluster, target }) => {
      const replica = replicaOf(cluster, target);
      replica.freeze();
      return async () => replica.thaw();
    },
  },
  {
    kind: 'postgres stops at once',
    targets: [['postgres']],
    weight: 2,
    begin: ({ cluster }) => cluster.engines.postgres.crash(),
  },
  {
    kind: 'kafka is away',
    targets: [['kafka']],
    lasts: [60, 60],
    weight: 1,
    begin: kill('kafka'),
  },
  {
    kind: 'kafka is frozen',
    targets: [['kafka']],
    lasts: [4, 12],
    weight: 1,
    begin: async ({ cluster }) => {
      cluster.engines.kafka.pause();
      return async () => cluster.engines.kafka.resume();
    },
  },
  {
    kind: 'rabbitmq is away',
    targets: [['rabbitmq']],
    lasts: [60, 60],
    weight: 1,
    begin: kill('rabbitmq'),
  },
  {
    kind: 'redis is gone',
    targets: [['redis']],
    lasts: [8, 15],
    weight: 1,
    begin: kill('redis'),
  },
  {
    kind: 'slow link',
    targets: [linkNames],
    lasts: [4, 8],
    weight: 2,
    begin: weather(({ random, struck }) => ({
      delayMs: () => {
        struck();
        return random.integer(1, 150);
      },
    })),
  },
  {
    kind: 'link is down',
    targets: [linkNames],
    lasts: [2, 6],
    weight: 2,
    begin: async ({ cluster, target }) => {
      const link = cluster.link(target as LinkName);
      link.change({ refuses: true });
      link.cut();
      return async () => link.change({});
    },
  },
  {
    kind: 'black hole',
    targets: [linkNames],
    lasts: [3, 8],
    weight: 2,
    begin: weather(() => ({ holds: true })),
  },
  {
    kind: 'replies are lost',
    targets: [linkNames],
    lasts: [1, 3],
    weight: 2,
    begin: async ({ cluster, target }) => {
      const link = cluster.link(target as LinkName);
      link.change({ losesReplies: true });
      // Whoever waits for one would wait for ever on a connection that is still there.
      return async () => {
        link.cut();
        link.change({});
      };
    },
  },
  {
    kind: 'connections are cut',
    targets: [linkNames],
    weight: 2,
    begin: async ({ cluster, target }) => cluster.link(target as LinkName).cut(),
  },
  {
    kind: 'old connections vanish',
    targets: [databaseLinks, ['pieces → kafka'], ['pieces → redis']],
    weight: 2,
    begin: async ({ cluster, target }) => cluster.link(target as LinkName).abandon(),
  },
  {
    kind: 'commits are not confirmed',
    targets: [databaseLinks],
    lasts: [2, 5],
    weight: 2,
    // PostgreSQL says so when it has committed (CommandComplete), and here nobody hears it.
    begin: breakAnswers(
      ({ random }) =>
        (bytes) =>
          bytes.includes('COMMIT\0') && random.chance(0.4),
    ),
  },
  {
    kind: 'changes are not confirmed',
    targets: [databaseLinks],
    lasts: [2, 5],
    weight: 2,
    begin: breakAnswers(({ random }) => (bytes) => {
      const changed = /(UPDATE|INSERT 0|DELETE) [1-9]\d*\0/.test(bytes.toString('latin1'));
      return changed && random.chance(0.15);
    }),
  },
  {
    kind: 'transactions are broken off',
    targets: [databaseLinks],
    lasts: [2, 5],
    weight: 2,
    begin: breakAnswers(({ random }) => {
      let answersLeft: number | null = null;
      return (bytes) => {
        if (bytes.includes('BEGIN\0') && random.chance(0.4)) answersLeft ??= random.integer(0, 20);
        const breaks = answersLeft === 0;
        answersLeft = answersLeft ? answersLeft - 1 : null;
        return breaks;
      };
    }),
  },
  {
    kind: 'events come twice',
    targets: [topics],
    weight: 2,
    begin: async ({ cluster, target }) => void (await appendAgain(cluster, target)),
  },
  {
    kind: 'deliveries are queued again',
    targets: [['notification']],
    weight: 2,
    begin: async ({ cluster }) => void (await queueAgain(cluster)),
  },
  {
    kind: 'positions are set back',
    targets: [consumers],
    weight: 2,
    begin: async ({ cluster, target, random }) => {
      await setBack(cluster, target, random.integer(1, 200));
      // Where nothing more comes, only who is given the partition anew asks where to begin.
      await Promise.all(cluster.of(target as ServiceName).map((replica) => replica.kill()));
    },
  },
];

/** Bounds a fault that finds nothing more to strike. */
const strikesWithinMs = 60_000;

/** Lets a fault happen for so long, and until it has struck so often, and undoes it. */
export async function happen(
  fault: Fault,
  place: Omit<Place, 'struck'>,
  { lastsMs, strikes = 0 }: { lastsMs: number; strikes?: number | undefined },
): Promise<void> {
  let struck = 0;
  const undo = await fault.begin({ ...place, struck: () => (struck += 1) });
  await sleep(lastsMs);
  await eventually(() => struck >= strikes, { timeoutMs: strikesWithinMs }).catch(() => {});
  await undo?.();
}

function replicaOf({ replicas }: Cluster, name: string): Replica {
  const replica = replicas.find((one) => one.name === name);
  if (!replica) throw new RangeError(`No replica is called ${name}`);
  return replica;
}
