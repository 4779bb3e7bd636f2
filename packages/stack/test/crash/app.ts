import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** `npm start` on one data folder and one port, to be killed and started again. */
export class App {
  readonly url: string;
  readonly #dataFolder: string;
  readonly #port: number;
  #process: ChildProcess | undefined;
  #printed = '';

  private constructor(dataFolder: string, port: number) {
    this.#dataFolder = dataFolder;
    this.#port = port;
    this.url = `http://127.0.0.1:${port}/graphql`;
  }

  static async create(dataFolder: string): Promise<App> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    return new App(dataFolder, port);
  }

  /** Resolves when it says that it is ready; rejects with what it printed when it ends before. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [main], {
      env: {
        ...process.env,
        OUTLAY_DATA: this.#dataFolder,
        PORT: String(this.#port),
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    this.#printed = '';
    const keep = (chunk: Buffer): void => {
      this.#printed = (this.#printed + chunk.toString()).slice(-20_000);
    };
    child.stderr.on('data', keep);
    child.stdout.on('data', keep);
    await new Promise<void>((resolve, reject) => {
      createInterface(child.stdout).on('line', (line) => {
        if (line.includes('Outlay is ready')) resolve();
      });
      child.once('exit', (code) => {
        reject(new Error(`Outlay ended with ${code}:\n${this.#printed}`));
      });
    });
  }

  /** kill -9 of the app; its PostgreSQL stays behind as an orphan, or is killed as well. */
  async kill({ postgresToo }: { postgresToo: boolean }): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    const postmaster = postgresToo ? this.#postmaster() : null;
    child.kill('SIGKILL');
    if (postmaster !== null) killQuietly(postmaster);
    await gone;
  }

  async stop(): Promise<number | null> {
    const child = this.#process;
    if (!child || child.exitCode !== null) return child?.exitCode ?? null;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = (await gone) as [number | null];
    return code;
  }

  /** What it has logged lately. */
  get printed(): string {
    return this.#printed;
  }

  /** The first line of PostgreSQL's own pid file. */
  #postmaster(): number {
    const wanted = join(this.#dataFolder, 'postgres');
    // Run by root, the data may be elsewhere, where the engine's own user can reach it.
    const pointer = join(wanted, 'location');
    const folder = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : wanted;
    const file = join(folder, 'data', 'postmaster.pid');
    return Number(readFileSync(file, 'utf8').split('\n')[0]);
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It may have ended by itself in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
