import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { shareTestPostgresUrl, testPostgresUrl } from './config.ts';
import { startTestPostgres } from './test-postgres.ts';

/**
 * `node run-tests.ts <command> [arguments…]` runs the command with one PostgreSQL for everything in
 * it, and ends as the command ended. Signals go to the command; PostgreSQL stops after it.
 */
const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  process.stderr.write('Usage: node run-tests.ts <command> [arguments…]\n');
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

const postgres = testPostgresUrl() ? undefined : await startTestPostgres();
try {
  if (postgres) shareTestPostgresUrl(postgres.adminUrl);
  process.exitCode = interrupted ? 128 + constants.signals[interrupted] : await runToEnd();
} finally {
  await postgres?.stop();
}

/** The exit code, the way a shell counts it: 128 and the signal's number for a killed command. */
function runToEnd(): Promise<number> {
  return new Promise((resolve) => {
    child = spawn(command!, args, { stdio: 'inherit' });
    child.once('error', (error) => {
      process.stderr.write(`${command}: ${error.message}\n`);
      resolve(127);
    });
    child.once('exit', (code, signal) => {
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}
