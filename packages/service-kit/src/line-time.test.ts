import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { timeOfLine } from './line-time.ts';

test('it is the time as JavaScript writes it, in whatever order lines come', () => {
  const near = fc.integer({ min: 1_780_000_000_000, max: 1_780_000_005_000 });
  const any = fc.integer({ min: 0, max: 4_102_444_800_000 });
  fc.assert(
    fc.property(fc.array(fc.oneof(near, any)), (times) => {
      for (const time of times) {
        assert.equal(timeOfLine(time), `,"time":"${new Date(time).toISOString()}"`);
      }
    }),
  );
});
