import { open } from 'node:fs/promises';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { type Channel, ChannelError, type Message } from './channel.ts';

/**
 * The operator's record of what was sent: one JSON line per message, appended to a file that is readable by
 * its owner alone, for the messages are personal. Without a file the log says that there was one, and
 * nothing of what it said: many may read a log.
 */
export function consoleChannel(file: string | undefined, logger: Logger): Channel {
  return {
    kind: 'CONSOLE',
    send: async ({ deliveryId, to, subject, text }: Message) => {
      if (file === undefined) return logger.info({ delivery: deliveryId }, 'A message was sent');
      const line = `${JSON.stringify({ deliveryId, to, subject, text })}\n`;
      try {
        await append(file, line);
      } catch (error) {
        throw new ChannelError(codeOf(error), { cause: error });
      }
    },
    close: async () => {},
  };
}

/** A pipe or a device has no disk to wait for, and refuses to be asked. */
async function append(path: string, line: string): Promise<void> {
  await using file = await open(path, 'a', 0o600);
  await file.appendFile(line);
  if ((await file.stat()).isFile()) await file.sync();
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code ?? 'WRITE');
}
