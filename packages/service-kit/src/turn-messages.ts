import { fullMessage } from './operation-messages.ts';

/** Makes one message of all that is said in a turn of the event loop: a message costs more than its length. */
export class TurnMessages {
  readonly #send: (message: string) => void;
  #said: string[] = [];
  #length = 0;
  #due: NodeJS.Immediate | undefined;

  constructor(send: (message: string) => void) {
    this.#send = send;
  }

  /** Whether there will be a message at the end of the turn anyway. */
  get isDue(): boolean {
    return this.#due !== undefined;
  }

  say(text: string): void {
    if (this.#length > 0 && this.#length + text.length > fullMessage) this.flush();
    this.#said.push(text);
    this.#length += text.length + 1;
    this.#due ??= setImmediate(() => this.flush());
  }

  /** Sends now what was to be sent at the end of the turn. */
  flush(): void {
    clearImmediate(this.#due);
    this.#due = undefined;
    if (this.#said.length === 0) return;
    const message = this.#said.join('\n');
    this.#said = [];
    this.#length = 0;
    this.#send(message);
  }
}
