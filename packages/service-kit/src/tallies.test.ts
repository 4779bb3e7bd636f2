import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import * as fc from 'fast-check';
import { Counter, Gauge, Histogram, register, Registry } from 'prom-client';
import { TalliedCounter, TalliedGauge, TalliedHistogram } from './tallies.ts';

const options = { name: 'tallied', help: 'What \\ is\ncounted', labelNames: ['piece', 'outcome'] };
const buckets = [-2.5, 0, 0.001, 0.5, 1, 10, 1e21];

afterEach(() => register.removeSingleMetric(options.name));

const printed = () => register.getSingleMetricAsString(options.name);

/** A metric of prom-client's own, of the same name, and what is printed of it. */
function prometheus<Metric>(make: (registers: Registry[]) => Metric) {
  const registry = new Registry();
  const metric = make([registry]);
  return { metric, printed: () => registry.getSingleMetricAsString(options.name) };
}

type Case = { readonly labels: readonly string[]; readonly value: number };

const amount = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
const label = fc.constantFrom(
  '',
  'ok',
  'a "quoted" one',
  'back\\slash',
  'line\nbreak',
  '}{,=',
  'é',
);
const cases = (value: fc.Arbitrary<number>): fc.Arbitrary<Case[]> =>
  fc.array(fc.record({ labels: fc.tuple(label, label), value }), { maxLength: 30 });

describe('what is printed is what prom-client prints', () => {
  for (const { kind, Ours, Theirs, value } of [
    { kind: 'counter', Ours: TalliedCounter, Theirs: Counter, value: amount.map(Math.abs) },
    { kind: 'gauge', Ours: TalliedGauge, Theirs: Gauge, value: amount },
  ]) {
    test(`of a ${kind}`, async () => {
      await fc.assert(
        fc.asyncProperty(cases(value), async (given) => {
          register.removeSingleMetric(options.name);
          const ours = new Ours(options);
          const theirs = prometheus((registers) => new Theirs({ ...options, registers }));
          for (const { labels, value } of given) {
            ours.labels(...labels).value += value;
            theirs.metric.labels(...labels).inc(value);
          }
          assert.equal(await printed(), await theirs.printed());
        }),
      );
    });
  }

  test('of a histogram, for values at its bounds, between them and beyond them', async () => {
    const value = fc.oneof(amount, fc.constantFrom(...buckets, -0, -3, 1e22, Number.MIN_VALUE));
    await fc.assert(
      fc.asyncProperty(cases(value), async (given) => {
        register.removeSingleMetric(options.name);
        const ours = new TalliedHistogram({ ...options, buckets });
        const theirs = prometheus((registers) => {
          return new Histogram({ ...options, buckets, registers });
        });
        for (const { labels, value } of given) {
          ours.labels(...labels).observe(value);
          theirs.metric.labels(...labels).observe(value);
        }
        assert.equal(await printed(), await theirs.printed());
      }),
    );
  });

  test('of those without labels, before anything was counted and after', async () => {
    const { labelNames: _none, ...plain } = options;
    const ours = new TalliedHistogram({ ...plain, buckets });
    const theirs = prometheus((registers) => new Histogram({ ...plain, buckets, registers }));
    const tally = ours.labels();
    assert.equal(await printed(), await theirs.printed());
    for (const value of [0.5, 0.6]) {
      tally.observe(value);
      theirs.metric.observe(value);
    }
    assert.equal(await printed(), await theirs.printed());
    register.removeSingleMetric(options.name);
    const { value } = new TalliedCounter(plain).labels();
    assert.equal(value, 0);
    const counter = prometheus((registers) => new Counter({ ...plain, registers }));
    assert.equal(await printed(), await counter.printed());
  });

  test('and as JSON it is of the same type', async () => {
    const { metric: theirs } = prometheus(
      (registers) => new Histogram({ ...options, buckets, registers }),
    );
    const { values: _values, ...ours } = await new TalliedHistogram({ ...options, buckets }).get();
    const { values: _others, ...expected } = await theirs.get();
    assert.deepEqual(ours, expected);
  });
});

test('the same labels are the same tally, and no others are', () => {
  const counter = new TalliedCounter({ ...options, labelNames: ['a', 'b', 'c'] });
  const all = [
    ['a', 'b', 'c'],
    ['c', 'b', 'a'],
    ['a,b', 'c', ''],
    ['a', 'b,c', ''],
    ['a","b', 'c', ''],
    ['ab', 'c', ''],
    ['a', 'bc', ''],
    ['', 'a', 'bc'],
    ['A', 'b', 'c'],
    ['a\\', 'b', 'c'],
  ];
  const tallies = all.map((values) => counter.labels(...values));
  assert.equal(new Set(tallies).size, all.length);
  for (const [at, values] of all.entries()) assert.equal(counter.labels(...values), tallies[at]);
});

test('more labels than there are, or fewer, are refused', async () => {
  const counter = new TalliedCounter(options);
  for (const values of [[], ['notes'], ['notes', 'ok', 'more']]) {
    assert.throws(
      () => counter.labels(...values),
      /^Error: tallied has the labels "piece, outcome"/,
    );
  }
  assert.deepEqual((await counter.get()).values, []);
});

test('resetMetrics has all begin anew where they are, so whoever kept a place counts on', async () => {
  const counter = new TalliedCounter(options);
  const total = counter.labels('notes', 'ok');
  total.value = 3;
  register.resetMetrics();
  assert.equal(total.value, 0);
  total.value += 2;
  assert.ok((await printed()).endsWith('\ntallied{piece="notes",outcome="ok"} 2'));
  register.removeSingleMetric(options.name);

  const seconds = new TalliedHistogram({ ...options, buckets });
  const theirs = prometheus((registers) => new Histogram({ ...options, buckets, registers }));
  const observed = seconds.labels('notes', 'ok');
  for (const value of [-5, 0.5, 1e30]) observed.observe(value);
  register.resetMetrics();
  theirs.metric.zero({ piece: 'notes', outcome: 'ok' });
  assert.equal(await printed(), await theirs.printed());
  observed.observe(0.2);
  theirs.metric.labels('notes', 'ok').observe(0.2);
  assert.equal(await printed(), await theirs.printed());
});

test('a name that is taken is refused, whoever took it', () => {
  const taken = /A metric with the name tallied has already been registered/;
  const first = new TalliedCounter(options);
  assert.throws(() => new TalliedCounter(options), taken);
  assert.throws(() => new TalliedHistogram({ ...options, buckets }), taken);
  assert.throws(() => new Counter(options), taken);
  assert.equal(register.getSingleMetric(options.name), first as unknown);
  register.removeSingleMetric(options.name);
  const others = new Counter(options);
  assert.throws(() => new TalliedGauge(options), taken);
  assert.equal(register.getSingleMetric(options.name), others);
});
