import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomFrom } from '@outlay/testkit/seeded.ts';
import { catalogue } from './catalogue.ts';
import { allOf, drawSchedule, untried } from './schedule.ts';

const seconds = 300;
const schedules = Array.from({ length: 3_000 }, (_, seed) =>
  drawSchedule(catalogue, randomFrom(seed), seconds),
);

test('five minutes are enough for everything to go wrong, whatever the seed', () => {
  for (const schedule of schedules) assert.deepEqual(untried(catalogue, schedule), []);
});

test('a shorter storm names what it had no time for, and nothing else', () => {
  for (let seed = 0; seed < 300; seed += 1) {
    const schedule = drawSchedule(catalogue, randomFrom(seed), 60);
    const left = untried(catalogue, schedule);
    const happened = new Set(allOf(schedule).map(({ fault }) => fault.kind));
    assert.deepEqual(
      catalogue.map(({ kind }) => kind).filter((kind) => !happened.has(kind)),
      left.filter((one) => !one.includes(' (')),
    );
    // One of two processes is enough, but of each service one.
    const services = new Set(
      allOf(schedule)
        .filter(({ fault }) => fault.kind === 'kill -9')
        .map(({ target }) => target.split('-')[0]),
    );
    if (services.size === 0) assert.ok(left.includes('kill -9'));
    else assert.equal(left.filter((one) => one.startsWith('kill -9 (')).length, 6 - services.size);
  }
});

test('a process of every service is killed', () => {
  const [kill] = catalogue;
  for (const schedule of schedules) {
    const killed = allOf(schedule).filter(({ fault }) => fault === kill);
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
