import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { updateState } from '../src/update-state.ts';
import { adapters } from './fixtures.ts';

const minute = 60_000;
/** Texts that something on the way could take for something else. */
const texts = ['', '0', 'null', 'Café \u0000 "q" \\ 💶 {a}', '\r\n$3\r\n', 'x'.repeat(70_000)];

for (const adapter of adapters) {
  describe(`a cache on ${adapter.name}`, { skip: adapter.skip }, () => {
    after(() => adapter.close?.());

    test('gives back what was set, whatever it is, and null for anything else', async () => {
      await using opened = await adapter.open();
      const [cache, other] = [opened.cache, await opened.again()];
      for (const [index, text] of texts.entries()) {
        await cache.set(`text/${index}/${text.slice(0, 40)}`, text, minute);
      }
      for (const [index, text] of texts.entries()) {
        assert.equal(await other.get(`text/${index}/${text.slice(0, 40)}`), text);
      }
      assert.equal(await cache.get('text'), null);
      await other.set('text/0/', 'another', minute);
      assert.equal(await cache.get('text/0/'), 'another');
    });

    test('gives several at once, each in its place', async () => {
      await using opened = await adapter.open();
      const [cache, other] = [opened.cache, await opened.again()];
      await cache.set('one', '1', minute);
      await cache.set('empty', '', minute);
      assert.deepEqual(await other.getAll(['one', 'nobody', 'empty', 'one']), ['1', null, '', '1']);
      assert.deepEqual(await other.getAll(['nobody']), [null]);
    });

    test('deletes many keys at once, also some that are not there', async () => {
      await using opened = await adapter.open();
      const { cache } = opened;
      const keys = Array.from({ length: 20 }, (_, index) => `many/${index}`);
      await Promise.all(keys.map((key) => cache.set(key, 'there', minute)));
      await cache.set('stays', 'there', minute);
      await cache.delete([...keys, 'nobody', keys[0]!]);
      const left = await Promise.all([...keys, 'stays'].map((key) => cache.get(key)));
      assert.deepEqual(
        left.filter((value) => value !== null),
        ['there'],
      );
      await cache.delete([]);
    });

    test('forgets each key when its time is over, and not before', async () => {
      await using opened = await adapter.open();
      const { cache } = opened;
      await cache.set('short', 'it', 30);
      await cache.set('long', 'it', minute);
      await cache.setIfAbsent('short too', 'it', 30);
      await cache.compareAndSet('short as well', null, 'it', 30);
      for (const key of ['short', 'short too', 'short as well']) {
        await eventually(async () => (await cache.get(key)) === null);
      }
      assert.equal(await cache.setIfAbsent('short too', 'again', minute), true);
      assert.equal(await cache.compareAndSet('short as well', null, 'again', minute), true);
      assert.equal(await cache.get('long'), 'it');
      await cache.set('long', 'not so long', 30);
      await eventually(async () => (await cache.get('long')) === null);
    });

    test('of many that set a key which is absent, one does', async () => {
      await using opened = await adapter.open();
      const caches = [opened.cache, await opened.again()];
      const outcomes = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          caches[index % 2]!.setIfAbsent('nonce', `${index}`, minute),
        ),
      );
      assert.equal(outcomes.filter(Boolean).length, 1);
      assert.equal(await opened.cache.get('nonce'), `${outcomes.indexOf(true)}`);
    });

    test('compares and sets: only what is expected gives way, and null is the absent value', async () => {
      await using opened = await adapter.open();
      const { cache } = opened;
      const swap = (expected: string | null, next: string | null) =>
        cache.compareAndSet('state', expected, next, minute);
      assert.equal(await swap('', 'a'), false);
      assert.equal(await swap(null, ''), true);
      assert.equal(await swap(null, 'a'), false);
      assert.equal(await swap('a', 'b'), false);
      assert.equal(await swap('', 'a'), true);
      assert.equal(await cache.get('state'), 'a');
      assert.equal(await swap('b', null), false);
      assert.equal(await swap('a', null), true);
      assert.equal(await cache.get('state'), null);
      assert.equal(await swap(null, null), true);
    });

    test('a state that many decide anew misses no decision', async () => {
      await using opened = await adapter.open();
      const caches = [opened.cache, await opened.again()];
      await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          updateState(caches[index % 2]!, 'decided', minute, (held) => `${held ?? ''}x`),
        ),
      );
      assert.equal(await opened.cache.get('decided'), 'x'.repeat(30));
    });

    test('counts what many add at once, in a window that the first opens', async () => {
      await using opened = await adapter.open();
      const caches = [opened.cache, await opened.again()];
      const counts = await Promise.all(
        Array.from({ length: 40 }, (_, index) => caches[index % 2]!.count('hits', 3, minute)),
      );
      const values = counts.map(({ value }) => value).toSorted((one, other) => one - other);
      assert.deepEqual(
        values,
        Array.from({ length: 40 }, (_, index) => (index + 1) * 3),
      );
      const { value, msLeft } = await opened.cache.count('hits', 0, 10 * minute);
      assert.equal(value, 120);
      assert.ok(msLeft > 0 && msLeft <= minute, `${msLeft}`);
    });

    test('counts anew when the window is over, however busy it is', async () => {
      await using opened = await adapter.open();
      const { cache } = opened;
      let before = 0;
      let windows = 0;
      await eventually(async () => {
        const { value, msLeft } = await cache.count('busy', 1, 60);
        assert.ok(msLeft > 0 && msLeft <= 60, `${msLeft}`);
        if (value === 1) windows += 1;
        else assert.equal(value, before + 1);
        before = value;
        return windows === 3;
      });
      assert.equal((await cache.count('busy too', 7, minute)).value, 7);
    });

    test('whoever listens to a channel hears what is published there', async () => {
      await using opened = await adapter.open();
      const [cache, other] = [opened.cache, await opened.again()];
      const heard: string[] = [];
      const listener = { onMessage: (text: string) => void heard.push(text), onMissed: () => {} };
      const listening = await cache.subscribe('news', listener);
      const elsewhere: string[] = [];
      const listeningElsewhere = await other.subscribe('other news', {
        onMessage: (text) => void elsewhere.push(text),
        onMissed: () => {},
      });
      // On a busy machine it may take its time to be heard of.
      await eventually(() => listening.hearing() && listeningElsewhere.hearing());
      for (const text of texts) await other.publish('news', text);
      await cache.publish('other news', 'once');
      await eventually(() => heard.length === texts.length && elsewhere.length === 1);
      // On a cluster each may take another way.
      assert.deepEqual(heard.toSorted(), texts.toSorted());
      assert.deepEqual(elsewhere, ['once']);
      await listening.stop();
      const again: string[] = [];
      const listeningAgain = await other.subscribe('news', {
        onMessage: (text) => void again.push(text),
        onMissed: () => {},
      });
      await eventually(() => listeningAgain.hearing());
      await cache.publish('news', 'later');
      await eventually(() => again.length === 1);
      assert.equal(heard.length, texts.length);
    });

    test('one that stops listening takes nothing from another on the same channel', async () => {
      await using opened = await adapter.open();
      const { cache } = opened;
      const heard: string[] = [];
      const listener = { onMessage: (text: string) => void heard.push(text), onMissed: () => {} };
      const [first, second] = [
        await cache.subscribe('news', listener),
        await cache.subscribe('news', listener),
      ];
      await first.stop();
      await first.stop();
      await eventually(() => second.hearing());
      await cache.publish('news', 'to one');
      await eventually(() => heard.length === 1);
      assert.deepEqual(heard, ['to one']);
    });
  });
}
