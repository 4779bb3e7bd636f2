import { connect, type Socket } from 'node:net';
import { HttpMessages } from './http-messages.ts';

/** The status of an answer, what it says in its head, and its body as text. */
export type WireAnswer = { readonly status: number; readonly head: string; readonly body: string };

/**
 * Kept-alive HTTP/1.1 connections that cost the sender next to nothing, so that a generator of load can
 * share a machine with what it loads. They carry one POST at a time.
 */
export class Wire {
  readonly #host: string;
  readonly #port: number;
  readonly #path: string;
  readonly #idle: Connection[] = [];

  constructor(url: string) {
    const { hostname, port, pathname } = new URL(url);
    this.#host = hostname;
    this.#port = Number(port);
    this.#path = pathname;
  }

  /** Sends a body; takes an idle connection or makes a new one. Rejects when the connection breaks. */
  async post(body: string, token: string): Promise<WireAnswer> {
    let connection = this.#idle.pop();
    // The server gives up connections that were idle for long.
    while (connection?.isClosed) connection = this.#idle.pop();
    connection ??= new Connection(this.#port, this.#host);
    const answer = await connection.send(
      `POST ${this.#path} HTTP/1.1\r\nhost: ${this.#host}\r\ncontent-type: application/json\r\n` +
        `authorization: Bearer ${token}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    if (/\r\nconnection: close/i.test(answer.head)) connection.close();
    else this.#idle.push(connection);
    return answer;
  }

  close(): void {
    for (const connection of this.#idle.splice(0)) connection.close();
  }
}

type Waiting = {
  readonly resolve: (answer: WireAnswer) => void;
  readonly reject: (error: Error) => void;
};

class Connection {
  readonly #socket: Socket;
  #waiting: Waiting | undefined;
  readonly #messages = new HttpMessages();

  constructor(port: number, host: string) {
    this.#socket = connect(port, host).setNoDelay(true);
    this.#socket.on('data', (bytes) => this.#read(bytes));
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('closed')));
  }

  get isClosed(): boolean {
    return this.#socket.destroyed;
  }

  send(text: string): Promise<WireAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(new Error('closed'));
      this.#waiting = { resolve, reject };
      this.#socket.write(text);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    const [answer] = this.#messages.read(bytes);
    if (!answer) return;
    const { head, body } = answer;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve({ status: Number(head.slice(9, 12)), head, body: body.toString() });
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}
