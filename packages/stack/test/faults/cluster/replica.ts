import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export type ReplicaOptions = {
  readonly service: string;
  readonly number: number;
  /** The module that runs the piece, from the repository's root. */
  readonly main: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Where what it prints goes, one life after the other. */
  readonly logFile: string;
  /** How long it may take to say that it is ready, before it counts as not ready. */
  readonly probeTimeoutMs?: number;
};

/** One process from its start to its end; times are those of `performance.now()`. */
export type Life = {
  readonly startedAt: number;
  /** Undefined when it never got so far. */
  readyAt?: number;
  endedAt?: number;
  /** Undefined while it lives; `itself` when nobody told it to end. */
  endedBy?: 'kill' | 'stop' | 'itself';
};

const root = new URL('../../../../../', import.meta.url);
/** A run that ends without having stopped them takes them along. */
const living = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

const probeMs = 250;
const defaultProbeTimeoutMs = 3_000;
/** Kubernetes restarts at once, and then after growing pauses, which would only make the storm gentler. */
const restartMs = 200;
const restartAfterFailureMs = 1_000;

/**
 * A replica of a piece as Kubernetes keeps it: started again on the same address whenever it ends, and
 * given requests only while it says that it is ready.
 */
export class Replica {
  readonly service: string;
  readonly name: string;
  readonly port: number;
  readonly lives: Life[] = [];
  readonly #options: ReplicaOptions;
  readonly #log: WriteStream;
  #child: ChildProcess | undefined;
  #ready = false;
  #wanted = true;
  /** Given to Node before the module, from the next start on. */
  #nodeArguments: readonly string[] = [];
  #running: Promise<void> | undefined;

  constructor(options: ReplicaOptions) {
    this.#options = options;
    this.service = options.service;
    this.name = `${options.service}-${options.number}`;
    this.port = options.port;
    this.#log = createWriteStream(options.logFile, { flags: 'a' });
  }

  /** Whether it is to be sent requests. */
  get ready(): boolean {
    return this.#ready;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    this.#running ??= this.#keepAlive();
  }

  /** kill -9. It comes back by itself. Resolves when it is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || hasEnded(child)) return;
    const gone = once(child, 'exit');
    this.#life.endedBy = 'kill';
    child.kill('SIGKILL');
    await gone;
  }

  /** Stops the process without ending it: to everybody else it is a process that takes very long. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  /** kill -9, and resolves when it is back and ready, with these arguments to Node. */
  async restart(nodeArguments: readonly string[]): Promise<void> {
    this.#nodeArguments = nodeArguments;
    await this.kill();
    const before = this.lives.length;
    while (this.lives.length === before || !this.ready) await sleep(20);
  }

  /** Tells it to stop in order, gives its exit code, and resolves when it is back and ready. */
  async renew(): Promise<number | null> {
    const child = this.#child;
    if (!child || hasEnded(child)) throw new Error(`${this.name} doesn't run`);
    const gone = once(child, 'exit');
    const before = this.lives.length;
    this.#life.endedBy = 'stop';
    child.kill('SIGTERM');
    await gone;
    while (this.lives.length === before || !this.ready) await sleep(20);
    return child.exitCode;
  }

  /** Tells it to stop in order, for good, and gives its exit code. */
  async stop(): Promise<number | null> {
    this.#wanted = false;
    const child = this.#child;
    if (child && !hasEnded(child)) {
      this.#life.endedBy = 'stop';
      child.kill('SIGTERM');
    }
    await this.#running;
    await new Promise<void>((resolve) => this.#log.end(resolve));
    return child?.exitCode ?? null;
  }

  get #life(): Life {
    return this.lives.at(-1) as Life;
  }

  async #keepAlive(): Promise<void> {
    while (this.#wanted) {
      const life = await this.#live();
      if (this.#wanted) await sleep(life.readyAt ? restartMs : restartAfterFailureMs);
    }
  }

  async #live(): Promise<Life> {
    const { main, port, environment } = this.#options;
    const life: Life = { startedAt: performance.now() };
    this.lives.push(life);
    const child = spawn(
      process.execPath,
      [...this.#nodeArguments, fileURLToPath(new URL(main, root))],
      { env: { ...environment, PORT: String(port) }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.#child = child;
    living.add(child);
    this.#log.write(`\n--- ${this.name} starts as process ${child.pid}\n`);
    child.stdout.pipe(this.#log, { end: false });
    child.stderr.pipe(this.#log, { end: false });
    const gone = once(child, 'exit');
    const probing = this.#probe(child, life);
    const [code, signal] = (await gone) as [number | null, string | null];
    living.delete(child);
    this.#ready = false;
    life.endedAt = performance.now();
    life.endedBy ??= 'itself';
    this.#log.write(`--- ${this.name} ended by ${life.endedBy}: ${signal ?? code}\n`);
    await probing;
    return life;
  }

  async #probe(child: ChildProcess, life: Life): Promise<void> {
    while (!hasEnded(child)) {
      const ready = await this.#isReady();
      if (hasEnded(child)) return;
      this.#ready = ready;
      if (ready) life.readyAt ??= performance.now();
      await sleep(probeMs);
    }
  }

  async #isReady(): Promise<boolean> {
    const { probeTimeoutMs = defaultProbeTimeoutMs } = this.#options;
    try {
      const signal = AbortSignal.timeout(probeTimeoutMs);
      const response = await fetch(`http://127.0.0.1:${this.port}/readyz`, { signal });
      await response.body?.cancel();
      return response.status === 200;
    } catch {
      return false;
    }
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
