import { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** What the driver has made of a URL, as far as it concerns a socket. */
type Target = {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path?: string | false | undefined;
  readonly ssl?: unknown;
};

/** Milliseconds without a word after which the system asks whether the other side is still there. */
const keepAliveMs = 5_000;

/**
 * For the driver's option `socket`: sockets that are destroyed when something was said and nothing heard
 * for `silenceMs`. A connection can vanish without a reset (a failover, a firewall that forgot it): what is
 * written to it is repeated by the system for a quarter of an hour, and the driver would wait for as long.
 * The server has to say something within that time, so its `statement_timeout` must be shorter.
 *
 * Silence is counted in ticks of one clock for all sockets, so that a query costs nothing and a process
 * that itself stood still takes nobody for gone.
 */
export function watchedSockets(silenceMs: number): (target: Target) => Socket | Duplex {
  const sockets = new Set<WatchedSocket>();
  const tickMs = Math.min(1_000, silenceMs / 4);
  let clock: NodeJS.Timeout | undefined;
  let next = 0;

  const tick = (): void => {
    for (const socket of sockets) {
      if (socket.ticksUnanswered() * tickMs >= silenceMs)
        socket.destroy(new SilentError(silenceMs));
    }
  };

  return (target) => {
    const socket = new WatchedSocket();
    sockets.add(socket);
    clock ??= setInterval(tick, tickMs).unref();
    socket.on('close', () => {
      sockets.delete(socket);
      if (sockets.size > 0) return;
      clearInterval(clock);
      clock = undefined;
    });
    socket.setKeepAlive(true, keepAliveMs);
    const at = next++ % target.port.length;
    const [host = 'localhost', port = 5432] = [target.host[at], target.port[at]];
    if (target.path) socket.connect(target.path);
    else socket.connect({ host, port });
    return Object.assign(target.ssl ? new Passage(socket) : socket, { host, port });
  };
}

/** The server said nothing for longer than any statement may take. */
class SilentError extends Error {
  override readonly name = 'SilentError';
  readonly code = 'ETIMEDOUT';

  constructor(silenceMs: number) {
    super(`The database said nothing for ${silenceMs} ms; the connection is taken for lost`);
  }
}

/** Knows for how many ticks something that it said has been without an answer. */
class WatchedSocket extends Socket {
  #waiting = false;
  #ticks = 0;

  ticksUnanswered(): number {
    this.#ticks = this.#waiting ? this.#ticks + 1 : 0;
    return this.#ticks;
  }

  // Not `write`: connecting puts the system's own in its place.
  override _write(...args: Parameters<Socket['_write']>): void {
    this.#waiting = true;
    super._write(...args);
  }

  override _writev(...args: Parameters<NonNullable<Socket['_writev']>>): void {
    this.#waiting = true;
    super._writev?.(...args);
  }

  override push(...args: Parameters<Socket['push']>): boolean {
    this.#waiting = false;
    this.#ticks = 0;
    return super.push(...args);
  }
}

/**
 * Stands before a socket that will carry TLS. Node would read and write below such a socket, past what
 * watches it; anything else it takes for a stream and uses as one.
 */
class Passage extends Duplex {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    socket.on('data', (bytes) => {
      if (!this.push(bytes)) socket.pause();
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void) {
    this.#socket.write(bytes, done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
