import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestContext } from 'node:test';
import { withSeed } from '@outlay/testkit/seeded.ts';
import { audit } from '../audit/audit.ts';
import { settled } from '../audit/settled.ts';
import { eventuallySeen } from '../faults/aftermath.ts';
import { gather } from '../faults/crowd.ts';
import { startFleet } from './fleet.ts';
import type { Ground } from './ground.ts';

const crowdOptions = {
  name: 'rolling',
  writers: 3,
  pulses: 1,
  pace: { pauseMs: 40, imports: 0.03, repeats: 0.1 },
  readPauseMs: 60,
  newcomers: { atOnce: 1, pauseMs: 1_000 },
};
const settleMs = 1_000;
const patienceMs = 60_000;

/**
 * A new version goes out: of every piece one process after the other is stopped and started again, all
 * pieces at the same time, as Kubernetes does it. Balancers send to whoever says that it is ready. People
 * write, read, sign up and watch meanwhile and must not notice; what they were told is audited at the end.
 */
export function restartInTurn(
  t: TestContext,
  startGround: () => Promise<Ground>,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  return withSeed(async (random) => {
    await using ground = await startGround();
    await using fleet = await startFleet(ground, settings);
    await using crowd = await gather(fleet.url, random, crowdOptions);
    let over = false;
    let impatient = false;
    const doings = crowd.runUntil(
      () => over,
      () => impatient,
    );
    await sleep(settleMs);
    const codes = await Promise.all(
      Array.from(fleet.services.values(), async (replicas) => {
        const ofService: (number | null)[] = [];
        for (const replica of replicas) ofService.push(await replica.renew());
        return ofService;
      }),
    );
    await sleep(settleMs);
    over = true;
    const patience = setTimeout(() => (impatient = true), patienceMs);
    await doings;
    clearTimeout(patience);

    assert.deepEqual(new Set(codes.flat()), new Set([0]), 'each stopped in order');
    const writers = [...crowd.everybody, ...crowd.newcomers.arrived].map(({ writer }) => writer);
    const written = writers.flatMap(({ acknowledged }) => acknowledged).length;
    const read = crowd.readers.flatMap(({ answered }) => answered).length;
    const rounds = crowd.pulses.flatMap((pulse) => pulse.rounds);
    const signedUp = crowd.newcomers.arrived.length;
    t.diagnostic(
      `${written} writes and ${read} reports were answered, ${rounds.length} alerts waited for, ` +
        `${signedUp} people signed up`,
    );
    assert.ok(written > 100 && read > 100, 'too little was asked to find anything out');
    const asking = [...writers, ...crowd.readers, crowd.newcomers];
    assert.deepEqual(
      asking.flatMap(({ failures, unanswered }) => [...failures, ...unanswered]),
      [],
    );
    assert.ok(
      rounds.every(({ alertedAt }) => alertedAt !== undefined),
      'an alert never came',
    );

    const witnesses = [...crowd.everybody, ...crowd.newcomers.arrived];
    const books = witnesses.map(({ bookId }) => bookId);
    const unsettled = await settled(fleet.kept, books, patienceMs);
    await eventuallySeen(fleet.kept, crowd, patienceMs);
    assert.deepEqual([...unsettled, ...(await audit(fleet.kept, witnesses))], []);
    await crowd.leave();
    assert.deepEqual(new Set(await fleet.stop()), new Set([0]));
  });
}
