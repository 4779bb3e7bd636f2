import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Half, keepTo } from '../cores.ts';

/** A process of this bench, which answers each message with one. */
export type Helper = {
  readonly ask: <T>(message?: unknown) => Promise<T>;
  /** Keeps it to one half of the machine's cores; false where that can't be done. */
  readonly keepTo: (half: Half) => boolean;
  readonly stop: () => Promise<void>;
};

export function startProcess(file: string, ...args: readonly string[]): Helper {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    // What a gateway logs is written, and goes nowhere.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return {
    ask: async <T>(message?: unknown) => {
      const answered = answerOf(child);
      if (message !== undefined) child.send(message as object);
      return (await answered) as T;
    },
    keepTo: (half) => keepTo(half, child.pid),
    stop: async () => {
      if (child.exitCode !== null) return;
      // Some finish connections first, and those that asked are gone.
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`A process ended with ${code}.`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}
