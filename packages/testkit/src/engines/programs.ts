import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { callersEnvironment } from '../config.ts';

/** A program that an engine needs, and the Debian package that brings it. */
export type Program = {
  readonly name: string;
  readonly debianPackage: string;
  /** Folders to look in before those of PATH. */
  readonly folders?: readonly string[];
};

/**
 * The path of a program. Where it is missing, root on Debian installs its package, for a machine of
 * CI comes bare; anybody else is told what to install.
 */
export async function programPath(program: Program): Promise<string> {
  const found = await find(program);
  if (found) return found;
  const isRoot = process.getuid!() === 0;
  if (isRoot && (await find({ name: 'apt-get', debianPackage: 'apt' }))) {
    await inTurn(() => install(program.debianPackage));
    const installed = await find(program);
    if (installed) return installed;
  }
  throw new Error(
    `${program.name} is missing: install it with \`sudo apt-get install ${program.debianPackage}\`, ` +
      'or give the run an engine of your own by its URL (OUTLAY_TEST_KAFKA, _REDIS, _RABBITMQ)',
  );
}

async function find({ name, folders = [] }: Program): Promise<string | undefined> {
  const paths = [...folders, ...(callersEnvironment().PATH ?? '').split(delimiter)];
  for (const folder of paths.filter(Boolean)) {
    const path = join(folder, name);
    const usable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return path;
  }
  return undefined;
}

let before: Promise<unknown> = Promise.resolve();

/** apt-get holds a lock, and engines start side by side. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const result = before.then(work);
  before = result.catch(() => undefined);
  return result;
}

async function install(debianPackage: string): Promise<void> {
  process.stderr.write(`Installing ${debianPackage} for the tests\n`);
  await runProgram('apt-get', ['update', '-qq']);
  await runProgram('apt-get', ['install', '-y', '-qq', '--no-install-recommends', debianPackage]);
}

/** Runs a program to its end, for what it answers. Throws an Error with all it said when it fails. */
export function runProgram(command: string, args: readonly string[], cwd = '/'): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...callersEnvironment(), DEBIAN_FRONTEND: 'noninteractive' };
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let answer = '';
    child.stdout.on('data', (text: string) => (answer += text));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    }
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(answer);
      else reject(new Error(`${command} failed (${code}): ${said.trim().slice(-2000)}`));
    });
  });
}
