import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stopAll } from '../src/lifecycle.ts';

/** A piece in a process of its own. */
function run(piece: string) {
  const environment = { ...process.env, PIECE: piece };
  const child = spawn(process.execPath, [fileURLToPath(new URL('./piece.ts', import.meta.url))], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = { out: '', err: '' };
  child.stdout.on('data', (text) => (printed.out += String(text)));
  child.stderr.on('data', (text) => (printed.err += String(text)));
  const ended = once(child, 'close') as Promise<[code: number | null, signal: string | null]>;
  return {
    printed,
    ended,
    running: () => child.exitCode === null,
    signal: (signal: NodeJS.Signals) => child.kill(signal),
    /** Until it has printed a line. */
    said: (line: string) => eventually(() => printed.out.split('\n').includes(line)),
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}

/** What a piece said itself: lines of its log are written at the end of a turn, and may come after that. */
function saidIn(printed: string): string {
  return printed.replaceAll(/^\{.*\n/gm, '');
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} stops a piece in order, with status 0`, async () => {
    using piece = run('good');
    await piece.said('started');
    piece.signal(signal);
    assert.deepEqual(await piece.ended, [0, null]);
    assert.match(saidIn(piece.printed.out), /^stopping\nstopped\n$/m);
    assert.equal(piece.printed.err, '');
  });
}

test('a signal that comes twice at once, as under npm, counts once; a later one ends it with 1', async () => {
  using piece = run('slow-stop');
  await piece.said('started');
  piece.signal('SIGINT');
  await piece.said('stopping');
  piece.signal('SIGINT');
  piece.signal('SIGTERM');
  // Not shorter than the time within which signals count as one.
  await sleep(1_100);
  assert.ok(piece.running(), 'ended by the twin of the first signal');
  piece.signal('SIGINT');
  assert.deepEqual(await piece.ended, [1, null]);
  assert.equal(piece.printed.out.match(/^stopping$/gm)?.length, 1);
});

test('a signal while it starts stops it once it has started, so nothing is left behind', async () => {
  using piece = run('slow-start');
  await piece.said('starting');
  piece.signal('SIGTERM');
  assert.deepEqual(await piece.ended, [0, null]);
  assert.match(saidIn(piece.printed.out), /^started\nstopping\nstopped\n$/m);
});

test('a signal while it waits to start breaks that off, with status 0', async () => {
  using piece = run('waiting');
  await piece.said('waiting');
  piece.signal('SIGTERM');
  assert.deepEqual(await piece.ended, [0, null]);
  assert.match(piece.printed.out, /^waiting\n[^\n]*"stopping"[^\n]*\n$/);
  assert.equal(piece.printed.err, '');
});

test('a piece whose stop never ends is ended in time, with a line in its log and status 1', async () => {
  using piece = run('no-stop');
  await piece.said('started');
  piece.signal('SIGTERM');
  assert.deepEqual(await piece.ended, [1, null]);
  assert.match(piece.printed.out, /"error".*did not stop in time/);
});

test('a wrong setting ends it with 2 and one line that names it', async () => {
  using piece = run('hunter2');
  assert.deepEqual(await piece.ended, [2, null]);
  assert.deepEqual(piece.printed, { out: '', err: 'PIECE is not valid: how it goes\n' });
});

test('a setting that shows as wrong after the start stops it in order, with 2 and one line', async () => {
  using piece = run('refused-later');
  assert.deepEqual(await piece.ended, [2, null]);
  assert.equal(piece.printed.out, 'started\nstopping\nstopped\n');
  assert.equal(piece.printed.err, 'LOG_URL is not valid: nobody is let in\n');
});

test('a taken port, or what was explained to a person, ends it with 1 and one line', async () => {
  using taken = run('no-port');
  assert.deepEqual(await taken.ended, [1, null]);
  assert.match(taken.printed.err, /^Port \d+ is taken by another program\. Set PORT to .*\n$/);
  using explained = run('explained');
  assert.deepEqual(await explained.ended, [1, null]);
  assert.deepEqual(explained.printed, { out: '', err: 'The data is of a newer version.\n' });
});

test('a piece that cannot start, or not stop, says so in its log and ends with 1', async () => {
  using broken = run('no-start');
  assert.deepEqual(await broken.ended, [1, null]);
  assert.match(broken.printed.out, /"fatal".*no database.*could not start/);
  using stuck = run('bad-stop');
  await stuck.said('started');
  stuck.signal('SIGTERM');
  assert.deepEqual(await stuck.ended, [1, null]);
  assert.match(stuck.printed.out, /did not stop cleanly/);
});

test('stopAll stops in order, every part, and throws the first failure at the end', async () => {
  const stopped: string[] = [];
  const part = (name: string, fails = false) => ({
    stop: async () => {
      await new Promise(setImmediate);
      stopped.push(name);
      if (fails) throw new Error(name);
    },
  });
  const thrower = {
    stop: () => {
      throw new Error('at once');
    },
  };
  await assert.rejects(
    stopAll([part('a'), part('b', true), thrower, part('c', true)]),
    /^Error: b$/,
  );
  assert.deepEqual(stopped, ['a', 'b', 'c']);
  await stopAll([]);
});
