import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { discardData } from '@outlay/embedded/postgres-server.ts';
import { type Random, withSeed } from '@outlay/testkit/seeded.ts';
import { startStack, type Stack } from '../../src/stack.ts';
import { audit } from '../audit/audit.ts';
import { settled } from '../audit/settled.ts';
import { type Participant, takePart } from '../people/participant.ts';
import type { Watching } from '../people/watcher.ts';
import type { Writer } from '../people/writer.ts';
import { App } from './app.ts';

/**
 * kill -9 at random moments of steady writing, for half a minute at least. Acknowledged means kept: at the
 * end nothing that was answered is lost, nothing is doubled, the aggregates are what a rebuild makes, and
 * each alert was told exactly once, also to a client that had to reconnect.
 */
const stormMs = 30_000;
const leastKills = 5;
const people = 4;
const pace = { pauseMs: 10, imports: 0, repeats: 0.1 };
const standstillMs = 60_000;

test('nothing is lost or doubled when the app is killed again and again', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'outlay-crash-'));
  const app = await App.create(dataFolder);
  const everybody: Participant[] = [];
  try {
    await withSeed(async (random) => {
      await app.start();
      for (let number = 0; number < people; number += 1) {
        const part = { name: `person-${number}`, seed: random.seed + number, pace };
        everybody.push(await takePart(app.url, part));
      }
      const kills = await storm(
        app,
        random,
        everybody.map(({ writer }) => writer),
      );
      await app.kill({ postgresToo: true });
      // Nobody sees the last alerts unless the app comes back.
      await app.start();
      await eventuallyQuiet(everybody.flatMap(({ alerts, changes }) => [alerts, changes]));
      await Promise.all(everybody.map((one) => one.stop()));
      assert.equal(await app.stop(), 0);

      const stack = await startStack(stackOn(dataFolder));
      try {
        const kept = keptBy(stack);
        const books = everybody.map(({ bookId }) => bookId);
        assert.deepEqual(await settled(kept, books, standstillMs), []);
        assert.deepEqual(await audit(kept, everybody), []);
      } finally {
        await stack.stop();
      }
      const writes = everybody.reduce((sum, { writer }) => sum + writer.acknowledged.length, 0);
      const alerts = everybody.reduce((sum, { alerts }) => sum + alerts.seen.length, 0);
      process.stdout.write(`${kills} kills, ${writes} acknowledged writes, ${alerts} alerts\n`);
      assert.ok(writes >= 100 && alerts >= 20, 'the storm was too gentle');
    });
  } finally {
    await Promise.all(everybody.map((one) => one.stop()));
    await app.kill({ postgresToo: false });
    await discardData(join(dataFolder, 'postgres'));
    await rm(dataFolder, { recursive: true, force: true });
  }
});

/** Writes and kills until the time is up; gives how often it killed. */
async function storm(app: App, random: Random, writers: readonly Writer[]): Promise<number> {
  const until = performance.now() + stormMs;
  let kills = 0;
  let endedAt = Infinity;
  const ended = () => endedAt < Infinity;
  // What is under way then is asked until it is answered: the app lives by then.
  const givenUp = () => performance.now() >= endedAt + standstillMs;
  const writing = Promise.all(writers.map((writer) => writer.runUntil(ended, givenUp)));
  // A writer that fails must be heard of at the end, not while the app is being killed.
  writing.catch(() => {});
  while (performance.now() < until || kills < leastKills) {
    await sleep(random.integer(200, 4_000));
    await app.kill({ postgresToo: random.chance(0.3) });
    kills += 1;
    await app.start();
  }
  endedAt = performance.now();
  await writing;
  return kills;
}

/** Until no watcher has seen anything new for a while. */
async function eventuallyQuiet(watchers: readonly Watching[]): Promise<void> {
  const total = () => watchers.reduce((sum, { seen }) => sum + seen.length, 0);
  for (let before = -1; before !== total();) {
    before = total();
    await sleep(3_000);
  }
}

function stackOn(dataFolder: string) {
  return {
    dataFolder,
    host: '127.0.0.1',
    port: 0,
    logLevel: 'error' as const,
    mailFrom: 'Outlay <alerts@outlay.invalid>',
  };
}

function keptBy({ postgres, eventLog }: Stack) {
  return { databaseUrl: (name: string) => postgres.url(name), eventLog };
}
