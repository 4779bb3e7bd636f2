import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** One piece of Outlay as a process of its own. */
export type Piece = {
  readonly url: string;
  readonly process: ChildProcess;
  /** Everything that it has written, on either stream. */
  readonly printed: () => string;
  readonly stop: () => Promise<number | null>;
};

const root = new URL('../../../../', import.meta.url);

/**
 * Starts a `main.ts` with nothing in its environment but what is given, and waits until it says that it is
 * listening. Throws what it printed when it ends before that.
 */
export async function startPiece(
  main: string,
  environment: Record<string, string>,
): Promise<Piece> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(main, root))], {
    env: { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      printed += `${line}\n`;
      const { msg, port } = line.startsWith('{') ? (JSON.parse(line) as Said) : {};
      if (msg === 'listening' && port !== undefined) resolve(port);
    });
    child.once('exit', (code) => reject(new Error(`${main} ended with ${code}:\n${printed}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    process: child,
    printed: () => printed,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      child.kill('SIGTERM');
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    },
  };
}

/** Runs a command of a piece with nothing in its environment but what is given; gives its status. */
export async function runToEnd(
  command: string,
  environment: Record<string, string>,
): Promise<number | null> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(command, root))], {
    env: { LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

type Said = { msg?: string; port?: number };
