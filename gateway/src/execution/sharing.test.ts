import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Question, Sharing } from './sharing.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
/** What one leaves behind is far more than what chance makes of it, together. */
const books = 50_000;

const question: Question = { id: 1, variables: { a: 1 }, state: undefined };

function requestOf(viewer: Partial<NonNullable<RequestInfo['viewer']>> = {}): RequestInfo {
  return {
    requestId: randomUUID(),
    viewer: {
      userId: 'u',
      bookId: 'b',
      sessionId: 's',
      roles: ['MEMBER'],
      expiresAt: 1,
      ...viewer,
    },
  };
}

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

function counting(withinMs = Infinity) {
  const sharing = new Sharing<number>(withinMs);
  const landings: PromiseWithResolvers<number>[] = [];
  let started = 0;
  return {
    sharing,
    started: () => started,
    join: (request: RequestInfo, asked: Partial<Question> = {}) =>
      sharing.join(request, { ...question, ...asked }, () => {
        const landing = Promise.withResolvers<number>();
        started += 1;
        landings.push(landing);
        return landing.promise;
      }),
    /** Each is answered with its number. */
    land: () => landings.forEach(({ resolve }, at) => resolve(at + 1)),
    landOf: (nth: number) => landings[nth - 1]!.resolve(nth),
    fail: (error: Error) => landings.forEach(({ reject }) => reject(error)),
  };
}

test('equal queries of a viewer share what is under way, and nothing that is over', async () => {
  const { join, land, started } = counting();
  const both = [join(requestOf()), join(requestOf())];
  land();
  assert.deepEqual(await Promise.all(both), [1, 1]);
  const later = join(requestOf());
  land();
  assert.equal(await later, 2);
  assert.equal(started(), 2);
});

for (const ending of ['was answered', 'heard of an error'] as const) {
  test(`who ${ending} and asks again at once begins anew`, async () => {
    const sharing = new Sharing<string>(Infinity);
    const first = Promise.withResolvers<string>();
    const ask = (start: Promise<string>) => sharing.join(requestOf(), question, () => start);
    const askAgain = () => ask(Promise.resolve('anew'));
    const again = ask(first.promise).then(askAgain, askAgain);
    if (ending === 'was answered') first.resolve('the first');
    else first.reject(new Error('the first'));
    assert.equal(await again, 'anew');
  });
}

test('nobody shares with another viewer, another session, another role or another place', () => {
  const { join, started } = counting();
  const others = [{}, { userId: 'v' }, { bookId: 'c' }, { sessionId: 't' }, { roles: [] }];
  for (const other of others) void join(requestOf(other));
  void join({ ...requestOf(), clientAddress: '203.0.113.9' });
  assert.equal(started(), others.length + 1);
});

test('another operation, other variables or another state of the book are another query', () => {
  const { join, started } = counting();
  const others = [{}, { id: 2 }, { variables: {} }, { variables: { a: 2 } }, { state: '7' }];
  for (const other of others) void join(requestOf(), other);
  assert.equal(started(), others.length);
  void join(requestOf(), { variables: { a: 1 } });
  assert.equal(started(), others.length);
});

test('who isn’t signed in shares nothing', () => {
  const { join, sharing, started } = counting();
  const nobody = { requestId: randomUUID(), viewer: null };
  for (let time = 0; time < 2; time += 1) void join(nobody);
  assert.equal(started(), 2);
  // Nor have they a book: who signs up writes to none that was asked for.
  sharing.forget(nobody);
});

test('what was asked before a write is not joined after it', () => {
  const { join, sharing, started } = counting();
  void join(requestOf());
  sharing.forget(requestOf({ bookId: 'another' }));
  void join(requestOf());
  assert.equal(started(), 1);
  // Whoever wrote, it is the book that counts.
  sharing.forget(requestOf({ userId: 'another' }));
  void join(requestOf());
  assert.equal(started(), 2);
});

test('what lands leaves the others of its book to be joined', async () => {
  const { join, landOf, started } = counting();
  const [one] = [join(requestOf()), join(requestOf(), { id: 2 })];
  landOf(1);
  await one;
  void join(requestOf(), { id: 2 });
  assert.equal(started(), 2);
});

test('what was asked before a write takes nothing along when it lands after it', async () => {
  const { join, landOf, sharing, started } = counting();
  const before = join(requestOf());
  sharing.forget(requestOf());
  void join(requestOf());
  landOf(1);
  await before;
  void join(requestOf());
  assert.equal(started(), 2);
});

test('an execution is joined for a moment after it began, by the clock, and not for longer', (context) => {
  let now = 1_000;
  context.mock.method(performance, 'now', () => now);
  const { join, sharing, started } = counting(3);
  const startedAfter = (ms: number): number => {
    now += ms;
    void join(requestOf());
    return started();
  };
  assert.deepEqual([startedAfter(0), startedAfter(3), startedAfter(1)], [1, 1, 2]);
  // The one before is under way as well.
  assert.deepEqual([startedAfter(3), startedAfter(1)], [2, 3]);
  const slowly = () => {
    now += 4;
    return new Promise<number>(() => {});
  };
  void sharing.join(requestOf({ bookId: 'another' }), question, slowly);
  void join(requestOf({ bookId: 'another' }));
  assert.equal(started(), 4);
});

test('who joins an execution that fails hears of it, and starts none', async () => {
  const { join, fail, started } = counting();
  const all = [join(requestOf()), join(requestOf()), join(requestOf())];
  fail(new Error('odd'));
  for (const each of all) await assert.rejects(each, /odd/);
  assert.equal(started(), 1);
});

test('who asks what is written down only where it may be the same, and once', (context) => {
  let now = 1_000;
  context.mock.method(performance, 'now', () => now);
  const { join } = counting(3);
  const times: number[] = [];
  /** Equal to all others of its kind; knows how often it was written. */
  const counted = (kind: string): Partial<Question> => {
    const at = times.push(0) - 1;
    const toJSON = () => {
      times[at]! += 1;
      return kind;
    };
    return { variables: { a: { toJSON } } };
  };
  void join(requestOf(), counted('one'));
  now += 4;
  void join(requestOf(), counted('one'));
  void join(requestOf(), { ...counted('one'), id: 2 });
  void join(requestOf(), { ...counted('one'), state: '7' });
  void join({ ...requestOf(), clientAddress: '203.0.113.9' }, counted('one'));
  void join(requestOf({ bookId: 'another' }), counted('one'));
  void join({ requestId: randomUUID(), viewer: null }, counted('one'));
  assert.deepEqual(times, [0, 0, 0, 0, 0, 0, 0]);
  void join(requestOf(), counted('two'));
  void join(requestOf(), counted('three'));
  void join(requestOf(), counted('three'));
  assert.deepEqual(times, [0, 1, 0, 0, 0, 0, 0, 1, 1, 1]);
});

test('nothing is remembered of a book once nothing is under way for it', async () => {
  const sharing = new Sharing<number>(Infinity);
  const before = heapUsed();
  for (let at = 0; at < books; at += 1) {
    await sharing.join(requestOf({ bookId: `book ${at}` }), question, () => Promise.resolve(at));
  }
  const perBook = (heapUsed() - before) / books;
  // Used once more, so that it is not garbage itself.
  sharing.forget(requestOf());
  assert.ok(perBook < 50, `${perBook} bytes`);
});
