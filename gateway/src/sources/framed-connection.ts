import {
  closedInOrder,
  leavingMessage,
  readAnswered,
  writeAsked,
} from '@outlay/service-kit/operation-messages.ts';
import { TurnMessages } from '@outlay/service-kit/turn-messages.ts';
import type { WebSocket } from 'ws';
import { Unread } from './sending.ts';
import type { SourceRequest, SourceResponse } from './source.ts';

/** An operation until it is answered. */
export type Asked = {
  readonly request: SourceRequest;
  readonly body: string;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (answer: SourceResponse) => void;
  readonly reject: (error: unknown) => void;
  tries: number;
};

/** Who is told what comes of operations. */
export type Hearer = {
  readonly answered: (asked: Asked, status: number, text: string) => void;
  /** With {@link Unread} what can't have been read, and with an error of a code what may have been. */
  readonly failed: (asked: Asked, error: unknown) => void;
  readonly closed: (connection: FramedConnection) => void;
  readonly fellSilent: () => void;
};

export type Signs = {
  /** A sign of life is asked for this often. */
  readonly pingMs: number;
  /** The connection is given up when there is none for so long. */
  readonly silenceMs: number;
};

/**
 * One WebSocket to a subgraph that carries many operations. It is good to be asked while it is `open`, and
 * better while it is `fresh`.
 */
export class FramedConnection {
  readonly #socket: WebSocket;
  readonly #hearer: Hearer;
  readonly #messages: TurnMessages;
  readonly #asked = new Map<number, Asked>();
  readonly #oldAt: number;
  readonly #ticking: NodeJS.Timeout;
  #next = 0;
  /** The first that has not been sent. */
  #unsent = 0;
  #leaving = false;
  /** It refused an operation unread, and so it will all. */
  #refuses = false;
  #retired = false;
  /** How often a sign of life was asked for since the last one. */
  #missed = 0;

  constructor(
    socket: WebSocket,
    sign: (message: string) => string,
    options: Signs & { readonly ageMs: number; readonly hearer: Hearer },
  ) {
    this.#socket = socket;
    this.#hearer = options.hearer;
    this.#oldAt = performance.now() + options.ageMs;
    this.#messages = new TurnMessages((message) => {
      if (socket.readyState !== socket.OPEN) return;
      this.#unsent = this.#next;
      socket.send(sign(message));
    });
    this.#ticking = setInterval(() => this.#tick(options), options.pingMs);
    socket.on('message', (data) => this.#hear(String(data)));
    socket.on('pong', () => (this.#missed = 0));
    socket.once('close', (code, reason) => {
      this.#end(code === closedInOrder.code && String(reason) === closedInOrder.reason);
    });
  }

  /** Whether operations can be sent, and the subgraph reads them. */
  get open(): boolean {
    return this.#socket.readyState === this.#socket.OPEN && !this.#refuses && !this.#retired;
  }

  /** Whether nothing speaks for another connection: it is not old, not silent and not about to go. */
  get fresh(): boolean {
    return !this.#leaving && this.#missed < 2 && performance.now() < this.#oldAt;
  }

  /** Operations without an answer, also those for which nobody waits any more. */
  get inHand(): number {
    return this.#asked.size;
  }

  /** Whether a message is sent at the end of this turn anyway. */
  get isGathering(): boolean {
    return this.#messages.isDue && this.open;
  }

  ask(asked: Asked): void {
    const { request, body } = asked;
    this.#messages.say(writeAsked({ id: this.#next, request: request.request, body }));
    this.#asked.set(this.#next, asked);
    this.#next += 1;
  }

  /** Closes once everything that somebody waits for is answered. */
  retire(): void {
    this.#messages.flush();
    this.#retired = true;
    this.#closeWhenDone();
  }

  /** Closes at once. */
  terminate(): void {
    this.#socket.terminate();
  }

  #hear(text: string): void {
    this.#missed = 0;
    if (text === leavingMessage) {
      this.#leaving = true;
      return;
    }
    try {
      for (const { id, status, body } of readAnswered(text)) this.#settle(id, status, body);
    } catch {
      this.#socket.terminate();
    }
    if (this.#retired) this.#closeWhenDone();
  }

  #settle(id: number, status: number, body: string): void {
    const asked = this.#asked.get(id);
    if (!asked) return;
    this.#asked.delete(id);
    if (status === 503) this.#refuses = true;
    this.#hearer.answered(asked, status, body);
  }

  #tick({ pingMs, silenceMs }: Signs): void {
    if (this.#missed * pingMs >= silenceMs) {
      this.#hearer.fellSilent();
      this.#socket.terminate();
      return;
    }
    this.#missed += 1;
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
    if (this.#retired) this.#closeWhenDone();
  }

  #closeWhenDone(): void {
    for (const { signal } of this.#asked.values()) if (!signal?.aborted) return;
    this.#socket.close(1000);
  }

  #end(inOrder: boolean): void {
    clearInterval(this.#ticking);
    this.#hearer.closed(this);
    const broke = Object.assign(new Error('The connection broke.'), { code: 'ECONNRESET' });
    for (const [id, asked] of this.#asked) {
      this.#hearer.failed(asked, inOrder || id >= this.#unsent ? new Unread() : broke);
    }
    this.#asked.clear();
  }
}
