import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { checkConsoleFile, consoleChannel } from '../src/adapters/console-channel.ts';

const message = { deliveryId: 'one', to: 'somebody', subject: 'Over', text: 'By a bit', html: '' };

let folder: string;
before(async () => (folder = await mkdtemp(join(tmpdir(), 'outlay-console-'))));
after(() => rm(folder, { recursive: true }));

test('the record has a line for each message, which its owner alone can read', async () => {
  const file = join(folder, 'messages.jsonl');
  await send(file);
  await send(file);
  const { html: _, ...kept } = message;
  assert.equal(await readFile(file, 'utf8'), `${JSON.stringify(kept)}\n`.repeat(2));
  assert.equal((await stat(file)).mode & 0o777, 0o600);
});

test('a device takes a message as well, though it has no disk', async () => {
  await send(devNull);
});

test('what cannot be written is not taken', async () => {
  await assert.rejects(send(folder), { code: 'CHANNEL', reason: 'EISDIR', permanent: false });
});

test('a file that can’t be written to is named before anything starts', async () => {
  const refused = (why: string) => ({
    name: 'ConfigError',
    message: `CONSOLE_FILE names a file that can't be written to (${why})`,
  });
  await assert.rejects(checkConsoleFile(folder), refused('EISDIR'));
  await assert.rejects(checkConsoleFile(join(folder, 'none', 'x')), refused('ENOENT'));
});

test('what can be written to is found out without a word in it', async () => {
  const file = join(folder, 'checked.jsonl');
  await checkConsoleFile(file);
  await send(file);
  const kept = await readFile(file, 'utf8');
  await checkConsoleFile(file);
  assert.equal(await readFile(file, 'utf8'), kept);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  await checkConsoleFile(devNull);
  // A pipe that nobody reads yet would be waited for.
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  await checkConsoleFile(pipe);
});

function send(file: string): Promise<void> {
  const channel = consoleChannel(file, createLogger('test', 'silent'));
  return channel.send(message, new AbortController().signal);
}
