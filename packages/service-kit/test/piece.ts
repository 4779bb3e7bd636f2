import { readEnvironment } from '../src/config.ts';
import { runUntilSignal } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';
import { z } from 'zod';

/** A piece to be started and signalled by lifecycle.test.ts. PIECE says how it behaves. */
const settings = z.object({
  PIECE: z
    .enum(['good', 'slow-start', 'slow-stop', 'bad-stop', 'no-start'])
    .describe('how it goes'),
});
const never = () => new Promise<never>(() => void setInterval(() => {}, 60_000));

await runUntilSignal(createLogger('piece'), async () => {
  const { PIECE } = readEnvironment(settings, process.env);
  const say = (text: string) => void process.stdout.write(`${text}\n`);
  const alive = setInterval(() => {}, 60_000);
  if (PIECE === 'no-start') throw new Error('no database');
  if (PIECE === 'slow-start') {
    say('starting');
    await new Promise<void>((resolve) => process.once('SIGTERM', () => setTimeout(resolve, 50)));
  }
  say('started');
  return {
    stop: async () => {
      say('stopping');
      if (PIECE === 'slow-stop') await never();
      if (PIECE === 'bad-stop') throw new Error('hunter2');
      clearInterval(alive);
      say('stopped');
    },
  };
});
