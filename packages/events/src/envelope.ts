import { z } from 'zod';

/**
 * What surrounds every event's data, whichever log carries it.
 *
 * `key` is the book, the tenant: one book's events of one topic arrive in order. `sequence` counts them
 * without a gap from 1 per (topic, key), so a consumer that remembers the last one it applied recognises
 * anything delivered again, for good and without keeping ids.
 *
 * In topic `ledger` the sequence is also the book's position: what a write returns as its `position` is
 * the sequence of the last event that it caused. Whoever has consumed a book's events up to a sequence
 * can answer anything that is asked `atLeast` that position.
 */
export const envelope = z.object({
  id: z.uuid(),
  topic: z.string().min(1),
  type: z.string().min(1),
  key: z.uuid(),
  sequence: z.bigint().or(z.string().regex(/^\d+$/).transform(BigInt)).pipe(z.bigint().positive()),
  /** The instant of the change, RFC 3339 in UTC. */
  occurredAt: z.iso.datetime(),
  /** W3C trace context of the request that caused the event. */
  traceparent: z.string().optional(),
});

export type Envelope = z.output<typeof envelope>;

/** An event whose data has been parsed by its contract. */
export type Event<Type extends string = string, Data = unknown> = Envelope & {
  readonly type: Type;
  readonly data: Data;
};

/** An event as it travels: plain JSON values only. */
export type WireEvent = {
  readonly id: string;
  readonly topic: string;
  readonly type: string;
  readonly key: string;
  readonly sequence: string;
  readonly occurredAt: string;
  readonly traceparent?: string | undefined;
  readonly data: unknown;
};
