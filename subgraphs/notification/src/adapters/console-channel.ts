import { appendFile } from 'node:fs/promises';
import { type Channel, ChannelError, type Message } from './channel.ts';

/**
 * The operator's record of what was sent: one JSON line per message, appended to a file or, without one,
 * written to standard output. The file is readable by its owner alone, for the messages are personal.
 */
export function consoleChannel(file?: string): Channel {
  return {
    kind: 'CONSOLE',
    send: async ({ deliveryId, to, subject, text }: Message) => {
      const line = `${JSON.stringify({ deliveryId, to, subject, text })}\n`;
      try {
        if (file === undefined) await written(line);
        else await appendFile(file, line, { mode: 0o600, flush: true });
      } catch (error) {
        throw new ChannelError(codeOf(error), { cause: error });
      }
    },
    close: async () => {},
  };
}

function written(line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(line, (error) => (error ? reject(error) : resolve()));
  });
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code ?? 'WRITE');
}
