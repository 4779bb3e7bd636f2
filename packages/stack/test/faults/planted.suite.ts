import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { withSeed } from '@outlay/testkit/seeded.ts';
import type { Violation } from '../audit/kept.ts';
import { aftermath } from './aftermath.ts';
import { catalogue } from './catalogue.ts';
import { type Cluster, startCluster } from './cluster/cluster.ts';
import { bugsToTry } from './config.ts';
import { gather } from './crowd.ts';
import { MessageRecord } from './message-record.ts';
import { type Bug, bugs } from './planted/bugs.ts';
import { auditRecoveries, recoveries } from './recovery.ts';
import { scheduleOf, type Wanted } from './schedule.ts';
import { storm } from './storm.ts';

/**
 * The self-test of the storm: bugs that somebody might write are planted one after the other, and each
 * must be found and called by its name. Every trial has people of its own, and only their books are
 * audited, so what a bug has done to those before it is not held against the next.
 */
const calmMs = 1_000;
/** Enough for chance to bring most bugs to light, and how often others get the chance. */
const leastWrites = 120;
const mostTrials = 3;
/** How long to wait for what may never come: what a bug has lost, or what a busy machine is late with. */
const patienceMs = 8_000;
const endlessMs = 60_000;
/** How long people go on asking once all is over, unless it is the answers that a bug takes away. */
const insistMs = 3_000;
const crowdOptions = {
  writers: 3,
  pulses: 1,
  pace: { pauseMs: 30, imports: 0.05, repeats: 0.3 },
  readPauseMs: 500,
  newcomers: { atOnce: 4, pauseMs: 500 },
};

const say = (): void => {};

let cluster: Cluster;
let record: MessageRecord;

before(async () => {
  cluster = await startCluster();
  record = new MessageRecord(cluster.messageFiles);
});

after(async () => {
  await record[Symbol.asyncDispose]();
  await cluster.stop({ keepLogs: false });
});

const tried = await withSeed((random) => random.shuffle(bugs).slice(0, bugsToTry(bugs.length)));

test('without a bug nothing is found broken, whatever brings the bugs to light', async () => {
  const all = tried
    .flatMap(({ faults }) => faults.flatMap((one) => [one, ...(one.meanwhile ?? [])]))
    .map(({ kind, target }) => `${kind}: ${target}`);
  const faults = [...new Set(all)].map((one, place) => {
    const [kind = '', target = ''] = one.split(': ');
    return { at: place * 2, kind, target, lasts: 1.5 };
  });
  assert.deepEqual(await trial('control', faults, endlessMs), []);
});

for (const [place, bug] of tried.entries()) {
  test(`is caught: ${bug.name}`, async () => {
    const found: Violation[] = [];
    const isCaught = () => found.some(({ rule }) => bug.breaks.includes(rule));
    for (let trials = 1; trials <= mostTrials && !isCaught(); trials += 1) {
      found.push(...(await trial(`bug-${place}-${trials}`, bug.faults, patienceMs, bug)));
    }
    assert.ok(
      isCaught(),
      `expected "${bug.breaks.join('" or "')}", found ${JSON.stringify(found, null, 2)}`,
    );
  });
}

/** Lets new people live through some faults, with a bug or without, and gives what they lost by it. */
function trial(
  name: string,
  faults: readonly Wanted[],
  patienceMs: number,
  bug?: Bug,
): Promise<readonly Violation[]> {
  return withSeed(async (random) => {
    while (!cluster.isWhole()) await sleep(50);
    await using crowd = await gather(cluster.url, random, { name, ...crowdOptions });
    await using _planted = bug && (await plant(bug));
    const schedule = scheduleOf(catalogue, faults);
    const options = { cluster, crowd, schedule, random, calmMs, leastWrites, say };
    const over = await storm({
      ...options,
      patienceMs: endlessMs,
      insistMs: bug ? (bug.insistMs ?? insistMs) : patienceMs,
    });
    const found = recoveries(over, crowd.doings());
    const after = await aftermath(cluster, crowd, record, patienceMs);
    return [...auditRecoveries(found), ...after.violations];
  });
}

/** Runs the replicas of a subgraph with a bug in them, and in the end without it again. */
async function plant(bug: Bug): Promise<AsyncDisposable> {
  const planting = new URL('planted/plant.ts', import.meta.url);
  planting.searchParams.set('bug', bug.name);
  const restart = async (nodeArguments: readonly string[]): Promise<void> => {
    await Promise.all(cluster.of(bug.in).map((replica) => replica.restart(nodeArguments)));
  };
  await restart(['--import', planting.href]);
  return { [Symbol.asyncDispose]: () => restart([]) };
}
