import type { RawData, WebSocket } from 'ws';
import type { AnswerOperation } from './answer-operation.ts';
import { stoppingError } from './draining.ts';
import type { InHand } from './in-hand.ts';
import type { Logger } from './logger.ts';
import {
  type AskedOperation,
  closedInOrder,
  leavingMessage,
  longestAnswerBytes,
  readAsked,
  writeAnswered,
} from './operation-messages.ts';
import { TurnMessages } from './turn-messages.ts';

/** What the connections of a subgraph have in common. */
export type OperationsGround = {
  readonly answer: AnswerOperation;
  readonly inHand: InHand;
  /** Whether what comes now comes too late. */
  readonly isFinishing: () => boolean;
  readonly answered: (status: number) => void;
  readonly logger: Logger;
};

const stopping = JSON.stringify({ errors: [stoppingError] });
const tooLong = JSON.stringify({ errors: [{ message: 'The answer is too long.' }] });
/** A message that the gateway did not write, as graphql-ws has it for those that it can't read. */
const notUnderstood = 4400;

/** One WebSocket of the gateway: reads its operations, and answers each when it is done. */
export class OperationsConnection {
  readonly #socket: WebSocket;
  readonly #ground: OperationsGround;
  readonly #answers: TurnMessages;
  #inHand = 0;
  #isClosed = false;
  /** Whether anything came since it was last asked for. */
  #heard = true;

  /** `verify` gives the message that the gateway signed next, and throws for any other. */
  constructor(socket: WebSocket, verify: (signed: string) => string, ground: OperationsGround) {
    this.#socket = socket;
    this.#ground = ground;
    this.#answers = new TurnMessages((message) => socket.send(message));
    socket.on('message', (data: RawData) => this.#read(data, verify));
    socket.on('ping', () => (this.#heard = true));
    socket.once('close', () => this.#letGo());
  }

  /** Says that others should be asked from now on. */
  sayLeaving(): void {
    this.#socket.send(leavingMessage);
  }

  /** Closes; in order, unless something is still in hand that the gateway would send elsewhere. */
  close(): void {
    this.#answers.flush();
    if (this.#inHand === 0) this.#socket.close(closedInOrder.code, closedInOrder.reason);
    else this.#socket.terminate();
  }

  /** Lets go of a gateway that is gone without a word. To be called now and then. */
  expectSign(): void {
    if (!this.#heard) this.#socket.terminate();
    this.#heard = false;
  }

  #read(data: RawData, verify: (signed: string) => string): void {
    this.#heard = true;
    // It has said that it read nothing more.
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    let asked: AskedOperation[];
    try {
      asked = readAsked(verify(String(data)));
    } catch (error) {
      this.#ground.logger.warn({ err: error }, 'refused a message, and closed its connection');
      this.#ground.answered(401);
      this.#socket.close(notUnderstood);
      return;
    }
    for (const each of asked) void this.#take(each);
  }

  async #take({ id, request, body }: AskedOperation): Promise<void> {
    const { answer, inHand, isFinishing } = this.#ground;
    if (isFinishing()) return this.#answer(id, 503, stopping);
    inHand.enter();
    this.#inHand += 1;
    const { status, text } = await answer(body, request);
    // Nobody waits for it any more.
    if (this.#isClosed) return;
    this.#inHand -= 1;
    inHand.leave();
    if (isTooLong(text)) this.#answer(id, 500, tooLong);
    else this.#answer(id, status, text);
  }

  /** As over HTTP, where what nobody waits for isn't waited for either. */
  #letGo(): void {
    this.#isClosed = true;
    for (; this.#inHand > 0; this.#inHand -= 1) this.#ground.inHand.leave();
  }

  #answer(id: number, status: number, body: string): void {
    this.#ground.answered(status);
    this.#answers.say(writeAnswered({ id, status, body }));
  }
}

/** It would end the connection, and with it what others wait for. */
function isTooLong(text: string): boolean {
  return text.length * 3 > longestAnswerBytes && Buffer.byteLength(text) > longestAnswerBytes;
}
