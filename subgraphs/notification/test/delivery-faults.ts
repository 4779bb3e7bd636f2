import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { openQueue } from '@outlay/queue/open.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { deliveryJob } from '../src/jobs/delivery-job.ts';
import { type House, openHouse, quickRules } from './fixture.ts';
import { consoleLines, deliveriesOf, settled } from './settled.ts';
import { startSmtpReceiver } from './smtp-receiver.ts';

/**
 * A try ends soon, and so does the claim of a process that has died. The longest pause is so long that
 * nothing is taken for lost and handed over once more, which would hide what is.
 */
const shortLease = {
  ...quickRules,
  sendTimeoutMs: 2_000,
  leaseMs: 5_000,
  retryCapMs: 3_600_000,
};

/** Where messages wait, and the way to take that away. */
export type QueuePlace = AsyncDisposable & {
  readonly url: string;
  /** Takes it away; gives the way to bring it back. */
  readonly outage: () => Promise<() => Promise<void>>;
  /** How long what waited for it is waited for. */
  readonly patienceMs: number;
};

/** What must hold for deliveries whatever the queue is. */
export function deliveriesSurvive(place: () => Promise<QueuePlace>): void {
  test('a queue that is away only delays messages, and alerts not at all', async () => {
    await using queued = await place();
    await using house = await openHouse();
    const { url, outage, patienceMs } = queued;
    await house.start({ queueUrl: url });
    const viewer = await house.signUp();
    await house.cross(viewer);
    await settled(house, viewer, 1);
    const over = await outage();
    for (let n = 0; n < 20; n += 1) await house.cross(viewer);
    await eventually(async () => (await deliveriesOf(house, viewer)).length === 21);
    const waiting = (await deliveriesOf(house, viewer)).filter(({ state }) => state === 'PENDING');
    assert.equal(waiting.length, 20);
    await over();
    await settled(house, viewer, 21, patienceMs);
    await sentOnce(house, viewer);
  });

  test('messages of the queue that come twice and thrice send nothing twice', async () => {
    await using queued = await place();
    await using house = await openHouse();
    const { url } = queued;
    await using smtp = await startSmtpReceiver();
    const rules = { queueUrl: url, smtpUrl: smtp.url };
    await house.start(rules);
    await house.start(rules);
    const queue = await openQueue(url, { logger: createLogger('queue', 'silent') });
    const viewer = await house.signUp();
    smtp.decide(async () => {
      await again();
      return null;
    });
    /** Puts everything in anew, also while it is just being sent. */
    const again = async () => {
      for (const { id, channel } of await deliveriesOf(house, viewer)) {
        const job = { id, body: { bookId: viewer.bookId, deliveryId: id } };
        await queue.enqueue(deliveryJob(channel as 'CONSOLE'), [job, job]);
      }
    };
    for (let n = 0; n < 5; n += 1) await house.cross(viewer);
    await settled(house, viewer, 10);
    // The claims are long over as well.
    await house.sql`UPDATE deliveries SET next_attempt_at = now()`;
    await again();
    await eventually(async () => {
      const depths = await Promise.all(
        (['CONSOLE', 'EMAIL'] as const).map((channel) => queue.depth(deliveryJob(channel))),
      );
      return depths.every(({ waiting }) => waiting === 0);
    });
    await queue.stop();
    await sentOnce(house, viewer);
    assert.equal(smtp.mails.length, 5);
    assert.equal(new Set(smtp.mails.map(({ messageId }) => messageId)).size, 5);
  });

  test('a process that is killed while it sends is replaced, and every message is taken once', async () => {
    await using queued = await place();
    await using house = await openHouse();
    const { url, patienceMs } = queued;
    const viewer = await recorded(house, url, 12);
    // A pipe that nobody reads: whoever sends into it hangs in the middle.
    const pipe = join(house.folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const child = await startProcess(house, { queueUrl: url, consoleFile: pipe });
    await eventually(async () => (await triesBegun(house, viewer)) >= quickRules.concurrency);
    await kill(child);
    await house.start({ queueUrl: url, deliveries: shortLease });
    await settled(house, viewer, 12, patienceMs);
    await sentOnce(house, viewer);
  });

  test('a death between taken and recorded is the one repeat there is, under the same id', async () => {
    await using queued = await place();
    await using house = await openHouse();
    const { url, patienceMs } = queued;
    await using smtp = await startSmtpReceiver();
    const viewer = await recorded(house, url, 1, smtp.url);
    smtp.mails.length = 0;
    const locked = Promise.withResolvers<void>();
    const mayGo = Promise.withResolvers<void>();
    let holding: Promise<unknown> | undefined;
    smtp.decide(async () => {
      // Nobody can record anything from here on.
      holding ??= house.sql.begin(async (tx) => {
        await tx`SELECT FROM deliveries WHERE channel = 'EMAIL' FOR UPDATE`;
        locked.resolve();
        await mayGo.promise;
      });
      await locked.promise;
      return null;
    });
    const child = await startProcess(house, { queueUrl: url, smtpUrl: smtp.url });
    await eventually(() => smtp.mails.length === 1);
    await kill(child);
    // Its last word is with the database already, and must die with it.
    await house.sql`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    mayGo.resolve();
    await holding;
    await house.start({ queueUrl: url, smtpUrl: smtp.url, deliveries: shortLease });
    const rows = await settled(house, viewer, 2, patienceMs);
    const email = rows.find(({ channel }) => channel === 'EMAIL');
    assert.deepEqual([email?.state, email?.attempts], ['SENT', 2]);
    assert.deepEqual(
      smtp.mails.map(({ messageId }) => messageId),
      Array.from({ length: 2 }, () => `<${email?.id}@outlay.test>`),
    );
    await sentOnce(house, viewer);
  });

  /** Alerts whose messages nobody has sent yet, as a process leaves them that dies right after their commit. */
  async function recorded(
    house: House,
    queueUrl: string,
    count: number,
    smtpUrl?: string,
  ): Promise<Viewer> {
    const instance = await house.start({ queueUrl, smtpUrl });
    const viewer = await house.signUp();
    for (let n = 0; n < count; n += 1) await house.cross(viewer);
    await settled(house, viewer, smtpUrl === undefined ? count : 2 * count);
    await instance.stop();
    await house.sql`
      UPDATE deliveries
      SET state = 'PENDING', sent_at = NULL, attempts = 0, next_attempt_at = now(), queued_at = NULL`;
    await house.forgetMessages();
    return viewer;
  }
}

/** Every message to the console was taken, and no one twice. */
async function sentOnce(house: House, viewer: Viewer): Promise<void> {
  const rows = await deliveriesOf(house, viewer);
  assert.ok(rows.every(({ state }) => state === 'SENT'));
  const ids = rows.filter(({ channel }) => channel === 'CONSOLE').map(({ id }) => id);
  const lines = await consoleLines(house.consoleFile);
  assert.deepEqual(lines.map((line) => line['deliveryId'] ?? '').sort(), ids.sort());
}

async function triesBegun(house: House, viewer: Viewer): Promise<number> {
  return (await deliveriesOf(house, viewer)).filter(({ attempts }) => attempts > 0).length;
}

type Child = ReturnType<typeof spawn>;

async function startProcess(house: House, more: object): Promise<Child> {
  const path = new URL('notification-process.ts', import.meta.url).pathname;
  const { databaseUrl, consoleFile } = house;
  const given = JSON.stringify({ databaseUrl, consoleFile, deliveries: shortLease, ...more });
  const child = spawn(process.execPath, [path, given], { stdio: ['ignore', 'pipe', 'inherit'] });
  house.atEnd(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

async function kill(child: Child): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
