import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { Tally } from './tally.ts';

const longestOutputMs = 5_000;

/**
 * Runs the command that this process was given as its arguments, within engines, and ends as the
 * command ended, with a line that sums up the suites that ran in it. Signals go to the command; the engines
 * stop after it.
 */
export async function runCommandWithin(
  startEngines: () => Promise<readonly AsyncDisposable[]>,
): Promise<void> {
  const [command, ...args] = process.argv.slice(2);
  if (command === undefined) {
    process.stderr.write(`Usage: node ${process.argv[1]} <command> [arguments…]\n`);
    process.exit(2);
  }

  const tally = new Tally();
  let child: ChildProcess | undefined;
  let interrupted: NodeJS.Signals | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      interrupted = signal;
      child?.kill(signal);
    });
  }

  /** The exit code, the way a shell counts it: 128 and the signal's number for a killed command. */
  const runToEnd = (): Promise<number> =>
    new Promise((resolve) => {
      const running = spawn(command, args, { stdio: ['inherit', 'pipe', 'inherit'] });
      child = running;
      running.stdout.on('data', (chunk: Buffer) => tally.add(chunk));
      running.stdout.pipe(process.stdout, { end: false });
      running.once('error', (error) => {
        process.stderr.write(`${command}: ${error.message}\n`);
        resolve(127);
      });
      running.once('exit', (code, signal) => {
        const status = code ?? 128 + (signal ? constants.signals[signal] : 0);
        // What it said is passed on first; but something that it left running may hold its output open.
        setTimeout(() => resolve(status), longestOutputMs).unref();
        running.once('close', () => resolve(status));
      });
    });

  const engines = await startEngines();
  try {
    process.exitCode = interrupted ? 128 + constants.signals[interrupted] : await runToEnd();
    process.stdout.write(tally.text());
  } finally {
    await Promise.all(engines.map((engine) => engine[Symbol.asyncDispose]()));
  }
}
