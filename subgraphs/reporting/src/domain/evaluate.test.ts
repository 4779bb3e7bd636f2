import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { evaluate } from './evaluate.ts';

const move = (minorUnits: bigint, transactionId?: string) => ({ minorUnits, transactionId });
const given = { thresholds: [80, 100], limit: 1000n, spentBefore: 0n, movements: [], open: [] };

test('given nothing open, when spending reaches a threshold exactly, then it is crossed', () => {
  const { spent, crossed, recovered } = evaluate({ ...given, movements: [move(800n, 'a')] });
  assert.equal(spent, 800n);
  assert.deepEqual(crossed, [{ percent: 80, cause: move(800n, 'a') }]);
  assert.deepEqual(recovered, []);
});

test('one minor unit below a threshold nothing is crossed', () => {
  const { crossed } = evaluate({ ...given, limit: 999n, movements: [move(799n)] });
  // 79.98 percent: rounding up would have crossed.
  assert.deepEqual(crossed, []);
});

test('given an open threshold, when an edit keeps spending above it, then nothing turns', () => {
  const movements = [move(-900n), move(850n)];
  const { crossed, recovered } = evaluate({ ...given, spentBefore: 900n, open: [80], movements });
  assert.deepEqual([...crossed, ...recovered], []);
});

test('the movement that tipped is the last that went over to the side where it ended', () => {
  const movements = [move(900n, 'a'), move(-500n, 'b'), move(500n, 'c'), move(50n, 'd')];
  const { crossed } = evaluate({ ...given, thresholds: [80], movements });
  assert.deepEqual(
    crossed.map(({ cause }) => cause?.transactionId),
    ['c'],
  );
});

test('without movements a lower limit crosses, and no transaction did it', () => {
  const { crossed } = evaluate({ ...given, spentBefore: 1000n, open: [80] });
  assert.deepEqual(crossed, [{ percent: 100, cause: undefined }]);
});

test('a threshold that is no longer one of the budget’s is dropped, neither crossed nor recovered', () => {
  const decision = evaluate({ ...given, thresholds: [100], spentBefore: 10n, open: [80] });
  assert.deepEqual(decision, { spent: 10n, crossed: [], recovered: [], dropped: [80] });
});

const thresholds = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), {
  minLength: 1,
  maxLength: 10,
});
const amount = fc.bigInt({ min: -2_000n, max: 2_000n });
/** A batch of entries, or a change of the budget. */
const step = fc.oneof(
  fc.record({ movements: fc.array(amount, { minLength: 1, maxLength: 5 }) }),
  fc.record({ limit: fc.bigInt({ min: 1n, max: 5_000n }) }),
  fc.record({ thresholds }),
);

test('whatever happens, the open thresholds are those that spending reaches, and each alternates', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let budget = { limit: 1000n, thresholds: [80, 100] };
      let spentBefore = 0n;
      const open = new Set<number>();
      for (const happened of steps) {
        const movements = 'movements' in happened ? happened.movements.map((one) => move(one)) : [];
        budget = { ...budget, ...happened };
        const { limit } = budget;
        const decision = evaluate({ ...budget, spentBefore, movements, open: [...open] });
        spentBefore += movements.reduce((sum, one) => sum + one.minorUnits, 0n);
        assert.equal(decision.spent, spentBefore);
        for (const percent of decision.dropped) assert.ok(open.delete(percent));
        for (const { percent } of decision.crossed) {
          assert.ok(!open.has(percent), 'crossed twice');
          open.add(percent);
        }
        for (const { percent } of decision.recovered) assert.ok(open.delete(percent));
        const reached = budget.thresholds.filter(
          (one) => spentBefore * 100n >= BigInt(one) * limit,
        );
        assert.deepEqual([...open].sort(), reached.sort());
      }
    }),
  );
});

test('how entries are cut into batches makes no difference to what is open at the end', () => {
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 20 }), thresholds, (amounts, percents) => {
      const budget = { limit: 1000n, thresholds: percents };
      const whole = evaluate({
        ...budget,
        spentBefore: 0n,
        movements: amounts.map((one) => move(one)),
        open: [],
      });
      let open: number[] = [];
      let spentBefore = 0n;
      for (const one of amounts) {
        const { crossed, recovered, spent } = evaluate({
          ...budget,
          spentBefore,
          movements: [move(one)],
          open,
        });
        const over = new Set(recovered.map(({ percent }) => percent));
        open = [...open, ...crossed.map(({ percent }) => percent)].filter(
          (percent) => !over.has(percent),
        );
        spentBefore = spent;
      }
      assert.deepEqual(open.sort(), whole.crossed.map(({ percent }) => percent).sort());
    }),
  );
});
