import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomFrom } from '@outlay/testkit/seeded.ts';
import { catalogue } from './catalogue.ts';
import { drawSchedule, type Entry } from './schedule.ts';

const seconds = 300;
const schedules = Array.from({ length: 3_000 }, (_, seed) =>
  drawSchedule(catalogue, randomFrom(seed), seconds),
);
const all = (schedule: readonly Entry[]): Entry[] =>
  schedule.flatMap((entry) => [entry, ...entry.meanwhile]);

test('five minutes are enough for everything to go wrong, whatever the seed', () => {
  for (const schedule of schedules) {
    const happened = new Set(all(schedule).map(({ fault }) => fault.kind));
    assert.deepEqual(
      catalogue.filter(({ kind }) => !happened.has(kind)).map(({ kind }) => kind),
      [],
    );
  }
});

test('a process of every service is killed', () => {
  const [kill] = catalogue;
  for (const schedule of schedules) {
    const killed = all(schedule).filter(({ fault }) => fault === kill);
    const hit = new Set(killed.map(({ target }) => target.split('-')[0]));
    assert.equal(hit.size, 6, [...hit].join(', '));
  }
});

test('one thing begins when the other is over, and all are over in time', () => {
  for (const schedule of schedules) {
    for (const [place, { at, lastsMs }] of schedule.entries()) {
      const before = schedule[place - 1];
      assert.ok(!before || at > before.at + before.lastsMs);
      assert.ok(at + lastsMs <= seconds * 1_000);
    }
  }
});
