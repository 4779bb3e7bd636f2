import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { ConfigError, readEnvironment } from '../src/config.ts';
import { runUntilSignal } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';
import { z } from 'zod';

/** A piece to be started and signalled by lifecycle.test.ts. PIECE says how it behaves. */
const settings = z.object({
  PIECE: z
    .enum([
      'good',
      'slow-start',
      'waiting',
      'slow-stop',
      'bad-stop',
      'no-stop',
      'no-start',
      'no-port',
      'explained',
      'refused-later',
    ])
    .describe('how it goes'),
});
class Explained extends Error {}

const never = () => new Promise<never>(() => void setInterval(() => {}, 60_000));

await runUntilSignal(
  createLogger('piece'),
  async (stopping, fail) => {
    const { PIECE } = readEnvironment(settings, process.env);
    const say = (text: string) => void process.stdout.write(`${text}\n`);
    const alive = setInterval(() => {}, 60_000);
    if (PIECE === 'no-start') throw new Error('no database');
    if (PIECE === 'explained') throw new Explained('The data is of a newer version.');
    if (PIECE === 'no-port') await listenTwice();
    if (PIECE === 'slow-start') {
      say('starting');
      await new Promise<void>((resolve) => process.once('SIGTERM', () => setTimeout(resolve, 50)));
    }
    if (PIECE === 'waiting') {
      say('waiting');
      await once(stopping, 'abort');
      clearInterval(alive);
      stopping.throwIfAborted();
    }
    if (PIECE === 'refused-later') {
      setTimeout(() => fail(new ConfigError('LOG_URL is not valid: nobody is let in')), 50);
    }
    say('started');
    return {
      stopWithinMs: PIECE === 'no-stop' ? 300 : undefined,
      stop: async () => {
        say('stopping');
        if (PIECE === 'slow-stop' || PIECE === 'no-stop') await never();
        if (PIECE === 'bad-stop') throw new Error('hunter2');
        clearInterval(alive);
        say('stopped');
      },
    };
  },
  [Explained],
);

async function listenTwice(): Promise<void> {
  const first = createServer().listen(0, '127.0.0.1');
  await once(first, 'listening');
  const { port } = first.address() as AddressInfo;
  await once(createServer().listen(port, '127.0.0.1'), 'listening');
}
