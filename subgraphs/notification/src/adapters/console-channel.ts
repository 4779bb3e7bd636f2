import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { ConfigError } from '@outlay/service-kit/config.ts';
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

/** Makes sure that messages can be recorded in a file. Throws a ConfigError of one line when they can't. */
export async function checkConsoleFile(file: string): Promise<void> {
  try {
    // Opening a pipe waits for who reads it, and closing it again would be the end for them.
    if (await isPipe(file)) await access(file, constants.W_OK);
    else await (await open(file, 'a', 0o600)).close();
  } catch (error) {
    const message = `CONSOLE_FILE names a file that can't be written to (${codeOf(error)})`;
    throw new ConfigError(message, { cause: error });
  }
}

async function isPipe(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isFIFO() ?? false;
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
