import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withSeed } from '@outlay/testkit/seeded.ts';
import { unless, type Violation } from '../audit/kept.ts';
import { rules } from '../audit/rules.ts';
import { type Aftermath, aftermath } from './aftermath.ts';
import { catalogue } from './catalogue.ts';
import { type Cluster, startCluster } from './cluster/cluster.ts';
import { stormSeconds } from './config.ts';
import { type Crowd, gather } from './crowd.ts';
import { auditLives } from './lives.ts';
import { MessageRecord } from './message-record.ts';
import { auditRecoveries, recoveries } from './recovery.ts';
import { drawSchedule, untried } from './schedule.ts';
import { storm } from './storm.ts';
import { summary, type Tally } from './summary.ts';

/**
 * Five minutes in which everything goes wrong that can, over two processes of every piece on real engines,
 * while people write and watch. What is promised is audited at the end.
 */
const calmMs = 5_000;
const patienceMs = 120_000;
/** A small part of what is written here; a busy machine takes its time. */
const leastWritesPerSecond = 1;
const crowdOptions = {
  name: 'storm',
  writers: 4,
  pulses: 2,
  pace: { pauseMs: 100, imports: 0.03, repeats: 0.1 },
  readPauseMs: 500,
  newcomers: { atOnce: 2, pauseMs: 5_000 },
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

test('everything acknowledged is kept while everything fails', (t) =>
  withSeed(async (random) => {
    const seconds = stormSeconds();
    say(`Repeat with OUTLAY_TEST_SEED=${random.seed} FAULTS_SECONDS=${seconds}`);
    await using cluster = await startCluster();
    say(`What the processes print is in ${cluster.folder}/logs`);
    await using record = new MessageRecord(cluster.messageFiles);
    await using crowd = await gather(cluster.url, random, crowdOptions);
    const leastWrites = seconds * leastWritesPerSecond;
    const schedule = drawSchedule(catalogue, random, seconds);
    const left = untried(catalogue, schedule);
    const faults = await storm({
      cluster,
      crowd,
      schedule,
      random,
      calmMs,
      leastWrites,
      patienceMs,
      insistMs: patienceMs,
      say,
    });
    const found = recoveries(faults, crowd.doings());
    const after = await aftermath(cluster, crowd, record, patienceMs);
    await crowd.leave();
    const seen = [
      ...auditRecoveries(found),
      ...auditWritten(crowd, leastWrites),
      ...after.violations,
      ...auditLives(cluster.replicas, faults),
    ];
    const disorderly = await cluster.stop({ keepLogs: seen.length > 0 });
    const violations = [...seen, ...unless('every process stops in order', disorderly)];
    say(summary(found, tallyOf(cluster, crowd, after), { violations, left }));
    for (const rule of rules) {
      await t.test(rule, () => {
        const broken = violations.filter((violation) => violation.rule === rule);
        assert.deepEqual(
          broken.map(({ detail }) => detail),
          [],
        );
      });
    }
  }));

/** Where hardly anything was written, nothing could be lost. */
function auditWritten(crowd: Crowd, least: number): Violation[] {
  const written = crowd.written();
  return unless(
    'enough is written to find anything out',
    written < least ? [{ written, least }] : [],
  );
}

function tallyOf({ replicas }: Cluster, crowd: Crowd, { deliveries }: Aftermath): Tally {
  const { everybody, newcomers } = crowd;
  const killed = replicas.flatMap(({ lives }) => lives).filter(({ endedBy }) => endedBy === 'kill');
  return {
    'processes killed, each of which came back': killed.length,
    'writes acknowledged': everybody.flatMap(({ writer }) => writer.acknowledged).length,
    'people signed up meanwhile': newcomers.arrived.length,
    'reports read': crowd.readers.flatMap(({ answered }) => answered).length,
    'changes seen live': everybody.flatMap(({ changes }) => changes.seen).length,
    'alerts seen live': everybody.flatMap(({ alerts }) => alerts.seen).length,
    'deliveries made': deliveries.made,
    'of them made twice, for a kill between sending and recording': deliveries.excused,
  };
}
