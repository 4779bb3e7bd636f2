import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask } from '../fixture/house.ts';
import { times } from './attack.ts';
import { startTarget } from './fixture/target.ts';

/** Often enough that its answers are recognised by a pattern, and a few times more. */
const timesEach = 23;
const atOnce = 20;
/** More than are kept, and so many again. */
const documents = 80;
const mayGrowBytes = 1.5 * 1024 * 1024;

/** Its pattern is as long as patterns may be, nearly, and no other document has it. */
const documentOf = (nth: number) => `{ me { ${times(30, (at) => `n${nth}x${at}: name`)} } }`;

test('a gateway endures many documents whose answers are recognised by patterns', async () => {
  await using target = await startTarget({ served: true });
  const { url, token } = target;

  async function askOften(nth: number): Promise<void> {
    for (let count = 0; count < timesEach; count += 1) {
      const { status, text } = await ask(url, documentOf(nth), { token });
      assert.equal(status, 200);
      assert.ok(text.includes(`"n${nth}x29":"Ada"`));
    }
  }
  async function askMany(from: number, to: number): Promise<void> {
    for (let first = from; first < to; first += atOnce) {
      await Promise.all(Array.from({ length: atOnce }, (_none, at) => askOften(first + at)));
    }
  }

  await askMany(0, documents);
  const before = await target.codeBytes();
  await askMany(documents, 2 * documents);
  const grown = (await target.codeBytes()) - before;
  assert.ok(grown < mayGrowBytes, `${grown} bytes more`);
});
