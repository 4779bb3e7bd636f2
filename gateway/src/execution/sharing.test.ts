import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';
import { type Question, Sharing } from './sharing.ts';

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

function counting(withinMs = Infinity) {
  const sharing = new Sharing<number>(withinMs);
  const landings: (() => void)[] = [];
  let started = 0;
  return {
    sharing,
    started: () => started,
    join: (request: RequestInfo, asked: Partial<Question> = {}) =>
      sharing.join(request, { ...question, ...asked }, () => {
        const nth = (started += 1);
        return new Promise((resolve) => landings.push(() => resolve(nth)));
      }),
    land: () => landings.splice(0).forEach((done) => done()),
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
  const { join, started } = counting();
  for (let time = 0; time < 2; time += 1) void join({ requestId: randomUUID(), viewer: null });
  assert.equal(started(), 2);
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

test('what has been under way for longer is not joined', () => {
  const { join, started } = counting(-1);
  void join(requestOf());
  void join(requestOf());
  assert.equal(started(), 2);
});

test('an execution that fails is not joined again', async () => {
  const sharing = new Sharing<number>(Infinity);
  const failing = () => sharing.join(requestOf(), question, () => Promise.reject(new Error('odd')));
  await assert.rejects(failing());
  assert.equal(await sharing.join(requestOf(), question, () => Promise.resolve(1)), 1);
});
