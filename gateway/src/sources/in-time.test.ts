import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { TaskCancelledError } from 'cockatiel';
import { inTime } from './in-time.ts';
import type { SourceRequest, SourceResponse, SubgraphSource } from './source.ts';

function asked() {
  const answer = Promise.withResolvers<SourceResponse>();
  const told: AbortSignal[] = [];
  const execute: SubgraphSource['execute'] = (_request, signal) => {
    if (signal) told.push(signal);
    return answer.promise;
  };
  const source = { execute } as SubgraphSource;
  const outcome = inTime(1_000, source, {} as SourceRequest);
  return { answer, outcome, signal: told[0] };
}

test('what is answered in time is given on, and nothing is told of the time later', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const { answer, outcome, signal } = asked();
    mock.timers.tick(999);
    answer.resolve({ data: { ok: true } });
    assert.deepEqual(await outcome, { data: { ok: true } });
    mock.timers.tick(10_000);
    assert.equal(signal?.aborted, false);
  } finally {
    mock.timers.reset();
  }
});

test('what fails in time fails as it did', async () => {
  const { answer, outcome } = asked();
  answer.reject(new Error('broken'));
  await assert.rejects(outcome, /^Error: broken$/);
});

test('when the time is up it ends at once and the source is told, whatever that does', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const { answer, outcome, signal } = asked();
    mock.timers.tick(1_000);
    await assert.rejects(outcome, TaskCancelledError);
    assert.equal(signal?.aborted, true);
    answer.reject(new Error('nobody hears this'));
  } finally {
    mock.timers.reset();
  }
});
