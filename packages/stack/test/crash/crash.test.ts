import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { discardData } from '@outlay/embedded/postgres-server.ts';
import { type Random, randomFrom, withSeed } from '@outlay/testkit/seeded.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import * as operations from '../../src/demo/operations.ts';
import { startStack } from '../../src/stack.ts';
import { newPerson, type Person } from '../story/person.ts';
import { App } from './app.ts';
import { audit, settled } from './audit.ts';
import { Watcher } from './watcher.ts';
import { Writer } from './writer.ts';

/**
 * kill -9 at random moments of a minute of steady writing. Acknowledged means kept: at the end nothing
 * that was answered is lost, nothing is doubled, the aggregates are what a rebuild makes, and each alert
 * was told exactly once, also to a client that had to reconnect.
 */
const stormMs = 60_000;
const people = 4;

test('nothing is lost or doubled when the app is killed again and again', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'outlay-crash-'));
  const app = await App.create(dataFolder);
  const everybody: Awaited<ReturnType<typeof takePart>>[] = [];
  try {
    await withSeed(async (random) => {
      await app.start();
      for (let number = 0; number < people; number += 1) {
        everybody.push(await takePart(app, randomFrom(random.seed + number), `person-${number}`));
      }
      const kills = await storm(
        app,
        random,
        everybody.map(({ writer }) => writer),
      );
      await app.kill({ postgresToo: true });
      // Nobody sees the last alerts unless the app comes back.
      await app.start();
      await eventuallyQuiet(everybody.map(({ watcher }) => watcher));
      await Promise.all(everybody.map(({ watcher }) => watcher.stop()));
      assert.equal(await app.stop(), 0);

      const stack = await startStack(stackOn(dataFolder));
      try {
        await settled(stack);
        await audit(
          stack,
          everybody.map(({ bookId, writer, watcher }) => ({ bookId, writer, seen: watcher.seen })),
        );
      } finally {
        await stack.stop();
      }
      const writes = everybody.reduce((sum, { writer }) => sum + writer.acknowledged.length, 0);
      const alerts = everybody.reduce((sum, { watcher }) => sum + watcher.seen.length, 0);
      process.stdout.write(`${kills} kills, ${writes} acknowledged writes, ${alerts} alerts\n`);
      assert.ok(kills >= 4 && writes >= 100 && alerts >= 20, 'the storm was too gentle');
    });
  } finally {
    await Promise.all(everybody.map(({ watcher }) => watcher.stop()));
    await app.kill({ postgresToo: false });
    await discardData(join(dataFolder, 'postgres'));
    await rm(dataFolder, { recursive: true, force: true });
  }
});

async function takePart(app: App, random: Random, name: string) {
  const person = await newPerson(app.url);
  const { accounts, categories, book } = await person.client.request<Listed>(placesAndBook);
  const [account] = accounts;
  const groceries = categories.find(({ code }) => code === 'groceries');
  assert.ok(account && groceries);
  await budgetOf(person, groceries.id, name);
  const watcher = new Watcher(app.url, person.token);
  const place = { accountId: account.id, categoryId: groceries.id };
  const writer = new Writer(person.client, random, place, `${name}-write`);
  // A subscription says nothing when it begins; from the first alert on there is a cursor.
  await sleep(500);
  await writer.splurge();
  await eventually(() => watcher.seen.length >= 2);
  return { bookId: book.id, writer, watcher };
}

async function budgetOf({ client }: Person, categoryId: string, name: string): Promise<void> {
  await client.mutate(operations.createBudget, {
    name: 'Food',
    categoryId,
    period: 'MONTH',
    limit: { amount: '100.00' },
    idempotencyKey: `${name}-budget`,
  });
}

/** Writes and kills until the time is up; gives how often it killed. */
async function storm(app: App, random: Random, writers: readonly Writer[]): Promise<number> {
  const until = performance.now() + stormMs;
  const ended = () => performance.now() >= until;
  const writing = Promise.all(writers.map((writer) => writer.runUntil(ended)));
  // A writer that fails must be heard of at the end, not while the app is being killed.
  writing.catch(() => {});
  let kills = 0;
  while (!ended()) {
    await sleep(random.integer(200, 4_000));
    await app.kill({ postgresToo: random.chance(0.3) });
    kills += 1;
    await app.start();
  }
  await writing;
  return kills;
}

/** Until no watcher has seen anything new for a while. */
async function eventuallyQuiet(watchers: readonly Watcher[]): Promise<void> {
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

type Listed = {
  book: { id: string };
  accounts: { id: string }[];
  categories: { id: string; code: string | null }[];
};

const placesAndBook = /* GraphQL */ `
  query {
    book {
      id
    }
    accounts {
      id
    }
    categories {
      id
      code
    }
  }
`;
