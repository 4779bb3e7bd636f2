import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs the command that this process was given as its arguments, within engines, and ends as the
 * command ended. Signals go to the command; the engines stop after it.
 */
export async function runCommandWithin(
  startEngines: () => Promise<readonly AsyncDisposable[]>,
): Promise<void> {
  const [command, ...args] = process.argv.slice(2);
  if (command === undefined) {
    process.stderr.write(`Usage: node ${process.argv[1]} <command> [arguments…]\n`);
    process.exit(2);
  }

  let child: ReturnType<typeof spawn> | undefined;
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
      child = spawn(command, args, { stdio: 'inherit' });
      child.once('error', (error) => {
        process.stderr.write(`${command}: ${error.message}\n`);
        resolve(127);
      });
      child.once('exit', (code, signal) => {
        resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
      });
    });

  const engines = await startEngines();
  try {
    process.exitCode = interrupted ? 128 + constants.signals[interrupted] : await runToEnd();
  } finally {
    await Promise.all(engines.map((engine) => engine[Symbol.asyncDispose]()));
  }
}
