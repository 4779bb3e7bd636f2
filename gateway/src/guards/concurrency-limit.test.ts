import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import {
  type ConcurrencyBounds,
  createConcurrencyLimit,
  defaultConcurrency,
  nextLimit,
  type Stretch,
} from './concurrency-limit.ts';

const bounds: ConcurrencyBounds = {
  initial: 50,
  min: 8,
  max: 400,
  queue: 10,
  targetMs: 100,
  targetDelayMs: 5,
  heldMs: 60_000,
};

describe('the next limit', () => {
  const well: Stretch = { most: 100, medianMs: 20, delayMs: 1, busy: 0.5 };
  const rows: [what: string, limit: number, stretch: Partial<Stretch>, next: number][] = [
    ['grows by its square root while nothing suffers', 100, {}, 110],
    ['also when nothing ended, which may hang elsewhere', 100, { medianMs: undefined }, 110],
    ['stays where nobody came near it', 100, { most: 49 }, 100],
    ['comes back to where it began when there is little to do', 20, { most: 0 }, 21],
    ['shrinks as operations take longer than they may', 100, { medianMs: 125 }, 90],
    ['shrinks as the event loop is late', 100, { busy: 1, delayMs: 10 }, 60],
    ['by the worse of both', 100, { medianMs: 125, busy: 1, delayMs: 10 }, 60],
    ['not while the event loop still rests now and then', 100, { busy: 0.8, delayMs: 10 }, 110],
    ['to half at most', 100, { busy: 1, delayMs: 1_000 }, 60],
    ['no further than to the least', 9, { busy: 1, delayMs: 1_000 }, 8],
    ['and grows no further than to the most', 395, { most: 395 }, 400],
  ];
  for (const [what, limit, stretch, next] of rows) {
    test(what, () => assert.equal(nextLimit(limit, { ...well, ...stretch }, 20, bounds), next));
  }

  test('asks no graph to be faster than it is when it has little to do', () => {
    const slow = { ...well, medianMs: 300 };
    assert.equal(nextLimit(100, slow, 150, bounds), 110);
    assert.equal(nextLimit(100, { ...well, medianMs: 600 }, 150, bounds), 60);
  });
});

describe('places', () => {
  /** Enters and keeps the place until told. */
  function enter(limit: ReturnType<typeof createConcurrencyLimit>) {
    const entered = { leave: undefined as (() => void) | undefined, refused: false };
    entered.refused = !limit.enter((leave) => (entered.leave = leave));
    return entered;
  }
  const few = { ...bounds, initial: 2, min: 2, max: 2, queue: 1 };

  test('so many run, so many wait for their turn, and others are refused', () => {
    const limit = createConcurrencyLimit(few, () => {});
    const [one, two, three, four] = Array.from({ length: 4 }, () => enter(limit));
    assert.deepEqual(
      [one, two, three].map((each) => each!.leave !== undefined),
      [true, true, false],
    );
    assert.ok(four!.refused);
    assert.ok(limit.isFull());
    one!.leave?.();
    assert.ok(three!.leave, 'it was its turn');
    assert.ok(!limit.isFull());
    for (const each of [two, three]) each!.leave?.();
  });

  test('who takes long gives its place back, and only once', async () => {
    const limit = createConcurrencyLimit({ ...few, queue: 0, heldMs: 5 }, () => {});
    const long = [enter(limit), enter(limit)];
    assert.ok(limit.isFull());
    await eventually(() => !limit.isFull());
    const next = [enter(limit), enter(limit)];
    for (const each of long) each.leave?.();
    assert.ok(enter(limit).refused, 'the places are those of the next two');
    for (const each of next) each.leave?.();
    assert.ok(!limit.isFull());
  });

  test('fewer run at once when the event loop can’t keep up, and more when it can', async () => {
    const limits: number[] = [];
    const limit = createConcurrencyLimit(bounds, (next) => limits.push(next));
    const running = Array.from({ length: bounds.initial }, () => enter(limit));
    let busy = true;
    const work = (): void => {
      const until = performance.now() + 30;
      while (performance.now() < until);
      if (busy) setImmediate(work);
    };
    work();
    await eventually(() => limits.at(-1) === bounds.min);
    busy = false;
    const lowest = limits.length;
    await eventually(() => limits.slice(lowest).some((next) => next > bounds.min));
    for (const each of running) each.leave?.();
  });

  test('by default a burst of a hundred is taken in', () => {
    const limit = createConcurrencyLimit(defaultConcurrency, () => {});
    const burst = Array.from({ length: 100 }, () => enter(limit));
    assert.ok(burst.every(({ refused }) => !refused));
  });
});
