import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { networkEnvironment } from '../config.ts';
import type { Image } from './build.ts';

const enter = fileURLToPath(new URL('enter.sh', import.meta.url));
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/**
 * A process with a mount and a pid namespace of its own, killed when this one dies: what it mounts is gone
 * when it ends, and all that it started.
 */
const program = 'setpriv';
const unshare = [
  '--pdeathsig=KILL',
  'unshare',
  '--mount',
  '--pid',
  '--fork',
  '--kill-child',
  '--propagation=private',
];

export type Outcome = { readonly status: number; readonly out: string; readonly err: string };

/** Why containers can't be made here; undefined where they can. */
export function whyNoContainers(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can mount and change the root folder';
  const tried = spawnSync(program, [...unshare, 'mount', '-t', 'tmpfs', 'tried', '/mnt']);
  if (tried.error) return `setpriv of util-linux is needed: ${tried.error.message}`;
  return tried.status === 0 ? undefined : `unshare: ${String(tried.stderr).trim()}`;
}

/** Runs a command on an image's files to its end. Throws, with what it said, when it fails in a build. */
export function execute(
  files: string,
  command: readonly string[],
  options: {
    readonly build: boolean;
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
  },
): Outcome {
  const network = options.build ? { ...networkEnvironment(), HOME: '/root' } : {};
  const ran = spawnSync(program, parameters(files, command, options), {
    env: { PATH: path, ...network, ...options.env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const outcome = { status: ran.status ?? -1, out: ran.stdout, err: ran.stderr };
  if (options.build && outcome.status !== 0) {
    throw new Error(
      `RUN ${command.at(-1)} ended with ${outcome.status}:\n${ran.stdout}${ran.stderr}`,
    );
  }
  return outcome;
}

export type Container = AsyncDisposable & {
  /** All that it has written so far. */
  readonly output: () => string;
  /** Sends a signal to its first process, as an engine would. */
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Its exit status. */
  readonly ended: Promise<number>;
};

/** The words an engine would run: the entry point, and the given command in place of the image's. */
export function commandLine(image: Image, command: readonly string[]): string[] {
  return [...(image.config.entrypoint ?? []), ...command];
}

/** Starts a container: on a read-only root, without capabilities, as the image's user. */
export function startContainer(
  image: Image,
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): Container {
  const options = { build: false, cwd: image.config.workdir ?? '/' };
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(
    program,
    parameters(image.files, commandLine(image, command), options),
    {
      env: { PATH: path, HOME: '/home/node', ...image.config.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve(status ?? -1));
  });
  return {
    output: () => output,
    kill: (signal) => process.kill(firstProcess(child.pid!), signal),
    ended,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}

function parameters(
  files: string,
  command: readonly string[],
  { build, cwd }: { readonly build: boolean; readonly cwd: string },
): string[] {
  return [...unshare, 'sh', enter, build ? 'build' : 'run', files, cwd, ...command];
}

/** unshare's one child is the first process of the new namespace. */
function firstProcess(unsharePid: number): number {
  const children = readFileSync(`/proc/${unsharePid}/task/${unsharePid}/children`, 'utf8').trim();
  const pid = Number(children.split(' ')[0]);
  if (!pid) throw new Error('The container has no process any more.');
  return pid;
}
