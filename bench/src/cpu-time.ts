import { readdirSync, readFileSync } from 'node:fs';

/** Microseconds of CPU by name of the program. */
export type CpuTimes = ReadonlyMap<string, number>;

/** Programs that a piece stands on, by what their command line begins with. */
const engines: readonly [RegExp, string][] = [
  [/postgres/, 'postgres'],
  [/java/, 'kafka'],
  [/redis-server/, 'redis'],
  [/beam\.smp|erl/, 'rabbitmq'],
];

/**
 * The CPU that this process's descendants have used so far, those of `named` under their names and
 * engines under theirs. Linux only: it reads /proc. Processes that ended are not counted.
 */
export function cpuTimes(named: ReadonlyMap<number, string>): CpuTimes {
  const parents = new Map(processes().map((pid) => [pid, parentOf(pid)]));
  const times = new Map<string, number>();
  for (const pid of parents.keys()) {
    if (!descends(pid, parents)) continue;
    const name = named.get(pid) ?? engineOf(pid);
    if (name) times.set(name, (times.get(name) ?? 0) + microsecondsOf(pid));
  }
  return times;
}

/** Resident memory in MiB of the processes of a name. */
export function memoryOf(pid: number): number {
  const [, kibibytes = '0'] = /VmRSS:\s+(\d+)/.exec(textOf(`/proc/${pid}/status`)) ?? [];
  return Number(kibibytes) / 1024;
}

function descends(pid: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at = parents.get(pid); at; at = parents.get(at)) if (at === process.pid) return true;
  return false;
}

function processes(): number[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
}

function parentOf(pid: number): number {
  const [, parent = '0'] = /^PPid:\s+(\d+)/m.exec(textOf(`/proc/${pid}/status`)) ?? [];
  return Number(parent);
}

function engineOf(pid: number): string | undefined {
  const command = textOf(`/proc/${pid}/cmdline`).split('\0')[0] ?? '';
  return engines.find(([pattern]) => pattern.test(command))?.[1];
}

/** What the kernel counts `stat` in. */
const tickMicros = 10_000;

/**
 * The first number of a thread's schedstat is its time on a CPU in nanoseconds, finer than the ticks of
 * `stat`; but threads that have ended, such as compilers of a JVM, are in `stat` alone.
 */
function microsecondsOf(pid: number): number {
  let living = 0;
  for (const task of entriesOf(`/proc/${pid}/task`)) {
    living += Number(textOf(`/proc/${pid}/task/${task}/schedstat`).split(' ')[0]) / 1_000;
  }
  // A name in brackets, which may hold anything, and then: state, ten numbers, and the ticks of user and system.
  const [, user = '0', system = '0'] =
    /\) \S(?: \S+){10} (\d+) (\d+)[^)]*$/.exec(textOf(`/proc/${pid}/stat`)) ?? [];
  return Math.max(living, (Number(user) + Number(system)) * tickMicros);
}

/** What ended in the meantime has neither text nor entries. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
