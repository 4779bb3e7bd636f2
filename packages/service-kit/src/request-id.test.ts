import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import { currentRequestId, withRequestId } from './request-id.ts';

test('work knows its request, also after it waited, and nobody else does', async () => {
  assert.equal(currentRequestId(), undefined);
  const work = withRequestId('a', async () => {
    const before = currentRequestId();
    await turn();
    return [before, currentRequestId()];
  });
  assert.equal(currentRequestId(), undefined);
  assert.deepEqual(await work, ['a', 'a']);
  assert.equal(currentRequestId(), undefined);
});

test('said again within the same request it stays that one, also once the inner work is done', async () => {
  await withRequestId('a', async () => {
    const inner = await withRequestId('a', async () => {
      await turn();
      return currentRequestId();
    });
    assert.deepEqual([inner, currentRequestId()], ['a', 'a']);
  });
  assert.equal(currentRequestId(), undefined);
});

test('within another request it is the inner one that is worked for, and then the outer again', async () => {
  await withRequestId('a', async () => {
    const inner = withRequestId('b', async () => {
      const within = withRequestId('a', () => currentRequestId());
      await turn();
      return [within, currentRequestId(), withRequestId('b', () => currentRequestId())];
    });
    assert.equal(currentRequestId(), 'a');
    assert.deepEqual(await inner, ['a', 'b', 'b']);
    assert.equal(currentRequestId(), 'a');
  });
});

test('requests side by side don’t know of each other', async () => {
  const ids = Array.from({ length: 20 }, (_none, at) => String(at % 7));
  const seen = ids.map((id, at) =>
    withRequestId(id, async () => {
      for (let turns = at % 4; turns > 0; turns -= 1) await turn();
      return withRequestId(id, async () => {
        await turn();
        return currentRequestId();
      });
    }),
  );
  assert.deepEqual(await Promise.all(seen), ids);
});

test('what work gives or throws goes through', () => {
  const broken = new Error('broken');
  const breaks = (): never => {
    throw broken;
  };
  for (const outer of ['a', 'b']) {
    withRequestId(outer, () => {
      assert.equal(
        withRequestId('a', () => 7),
        7,
      );
      assert.throws(() => withRequestId('a', breaks), broken);
      assert.equal(currentRequestId(), outer);
    });
  }
});
