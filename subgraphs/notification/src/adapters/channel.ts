import type { ChannelKind } from '../store/tables.ts';

/** What is sent to one person on one channel. */
export type Message = {
  /** The same for every try, so that a recipient can recognise a repeat. */
  readonly deliveryId: string;
  /** The address on the channel. */
  readonly to: string;
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
};

/** A way to reach people. Sending must not be recorded as done before the other side has taken it. */
export type Channel = {
  readonly kind: ChannelKind;
  /**
   * Returns once the other side has taken the message over; throws a {@link ChannelError} otherwise. When
   * the signal is aborted it gives up at once and never sends the message later by itself.
   */
  readonly send: (message: Message, signal: AbortSignal) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** A message that was not taken. `reason` is short, and names no address, no host and no text. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
  readonly code = 'CHANNEL';
  readonly reason: string;
  /** Whether trying again is pointless: the other side has refused this message for good. */
  readonly permanent: boolean;

  constructor(reason: string, options: { permanent?: boolean; cause?: unknown } = {}) {
    super(`The message was not taken: ${reason}`, { cause: options.cause });
    this.reason = reason;
    this.permanent = options.permanent ?? false;
  }
}
