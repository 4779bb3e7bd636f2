import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
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
    setImmediate(() => process.kill(process.pid, 'SIGKILL'));`);
  assert.deepEqual(messages, ['a', 'b', 'c']);
  assert.equal(signal, 'SIGKILL');
});

test('nothing is lost when the process ends in the same turn', () => {
  const ends = {
    'process.exit(3)': 3,
    "throw new Error('broken')": 1,
    "process.on('exit', () => one.info('c'))": 0,
  };
  for (const [end, expected] of Object.entries(ends)) {
    const { messages, status } = run(`one.info('a'); other.error('b'); ${end}`);
    assert.deepEqual([messages.slice(0, 2), status], [['a', 'b'], expected], end);
    assert.equal(messages[2], end.includes("'c'") ? 'c' : undefined);
  }
});

test('more than is kept back at once comes whole', () => {
  const { messages } = run(`
    for (let at = 0; at < 2_000; at += 1) one.info(String(at) + 'x'.repeat(at % 100));
    one.info('y'.repeat(100_000));`);
  const expected = Array.from({ length: 2_000 }, (_none, at) => String(at) + 'x'.repeat(at % 100));
  assert.deepEqual(messages, [...expected, 'y'.repeat(100_000)]);
});

/** Runs a program with an output that can't be written to, and gives its status. */
function runInto(output: string, program: string) {
  const { stderr } = spawnSync(
    '/bin/sh',
    [
      '-c',
      `{ "$NODE" "$@"; echo "$?" >&2; } ${output}`,
      'sh',
      '--input-type=module',
      '--eval',
      program,
    ],
    {
      encoding: 'utf8',
      timeout: 20_000,
      env: { ...process.env, NODE: process.execPath },
    },
  );
  return Number(stderr.trim().split('\n').at(-1));
}

const waitsThen = (end: string) => `
  import { setTimeout as sleep } from 'node:timers/promises';
  import { createLogger } from ${JSON.stringify(logger)};
  const one = createLogger('one');
  await sleep(300);
  ${end}`;

test('a process whose lines nobody reads any more goes on, and ends when it wants to', () => {
  const ends = {
    'for (let at = 0; at < 20; at += 1) { one.info(String(at)); await sleep(2); }': 0,
    "one.info('a'); process.exit(3);": 3,
    "one.fatal('a'); process.exit(3);": 3,
    "one.info('a'); throw new Error('broken');": 1,
  };
  for (const [end, status] of Object.entries(ends)) {
    assert.equal(runInto('| true', waitsThen(end)), status, end);
  }
});

test('a process that finds no room for its lines ends', { skip: !existsSync('/dev/full') }, () => {
  const logs = "setInterval(() => one.info('a'), 1); process.on('exit', () => one.info('b'));";
  assert.equal(runInto('>/dev/full', waitsThen(logs)), 1);
  assert.equal(runInto('>/dev/full', waitsThen("one.info('a'); process.exit(3);")), 3);
});
