import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const logger = new URL('../src/logger.ts', import.meta.url).href;

/** Runs a program that has two loggers, and gives the messages that it wrote and how it ended. */
function run(program: string) {
  const text = `
    import { createLogger } from ${JSON.stringify(logger)};
    const one = createLogger('one');
    const other = createLogger('other');
    ${program}`;
  const { stdout, status, signal } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', text],
    { encoding: 'utf8' },
  );
  const lines = stdout.split('\n').slice(0, -1);
  return {
    messages: lines.map((line) => (JSON.parse(line) as { msg: string }).msg),
    status,
    signal,
  };
}

test('lines of all loggers are written in order, and before the process waits for anything', () => {
  const { messages, signal } = run(`
    one.info('a');
    other.info('b');
    one.info('c');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 1);`);
  assert.deepEqual(messages, ['a', 'b', 'c']);
  assert.equal(signal, 'SIGKILL');
});

test('nothing is lost when the process ends in the same turn', () => {
  const ends = { 'process.exit(3)': 3, "throw new Error('broken')": 1, '': 0 };
  for (const [end, expected] of Object.entries(ends)) {
    const { messages, status } = run(`one.info('a'); other.error('b'); ${end}`);
    assert.deepEqual([messages, status], [['a', 'b'], expected], end);
  }
});

test('more than is kept back at once comes whole', () => {
  const { messages } = run(`
    for (let at = 0; at < 2_000; at += 1) one.info(String(at) + 'x'.repeat(at % 100));
    one.info('y'.repeat(100_000));`);
  const expected = Array.from({ length: 2_000 }, (_none, at) => String(at) + 'x'.repeat(at % 100));
  assert.deepEqual(messages, [...expected, 'y'.repeat(100_000)]);
});

test('a process whose lines nobody reads any more goes on', () => {
  const { stderr } = spawnSync(
    '/bin/sh',
    ['-c', `{ "$NODE" --input-type=module --eval "$PROGRAM"; echo "$?" >&2; } | true`],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        NODE: process.execPath,
        PROGRAM: `
          import { createLogger } from ${JSON.stringify(logger)};
          const one = createLogger('one');
          let left = 20;
          const timer = setInterval(() => {
            one.info('line');
            if ((left -= 1) === 0) clearInterval(timer);
          }, 5);`,
      },
    },
  );
  assert.equal(stderr, '0\n');
});
