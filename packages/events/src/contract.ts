import type { z } from 'zod';
import { envelope, type Event, type WireEvent } from './envelope.ts';

/** A named event and the shape of its data; parsed where it is written and again where it is read. */
export type EventContract<Type extends string = string, Schema extends z.ZodType = z.ZodType> = {
  readonly topic: string;
  readonly type: Type;
  readonly schema: Schema;
};

export type EventOf<Contract> =
  Contract extends EventContract<infer Type, infer Schema> ? Event<Type, z.output<Schema>> : never;

export type DataOf<Contract> =
  Contract extends EventContract<string, infer Schema> ? z.output<Schema> : never;

/** `type` is `<topic>.<what-happened>`, in the past tense. */
export function defineEvent<Type extends string, Schema extends z.ZodType>(
  topic: string,
  type: Type,
  schema: Schema,
): EventContract<Type, Schema> {
  return { topic, type, schema };
}

/** An event that does not match its contract: a bug in its producer, or a newer producer than consumer. */
export class EventContractError extends Error {
  override readonly name = 'EventContractError';
  readonly code = 'EVENT_CONTRACT';
}

/**
 * Parses what came from a log by the contract of its type.
 * Throws {@link EventContractError} when the data is of another shape.
 */
export function parseEvent<Contract extends EventContract>(
  contract: Contract,
  wire: WireEvent,
): EventOf<Contract> {
  const head = envelope.safeParse(wire);
  const data = contract.schema.safeParse(wire.data);
  if (wire.type !== contract.type || !head.success || !data.success) {
    const why = head.error?.message ?? data.error?.message ?? `expected type ${contract.type}`;
    throw new EventContractError(
      `Event ${wire.id} of type ${wire.type} breaks its contract: ${why}`,
    );
  }
  return { ...head.data, data: data.data } as EventOf<Contract>;
}

/**
 * Checks data against its contract before it is written and gives its JSON form (bigints as decimal strings).
 * Throws {@link EventContractError}.
 */
export function encodeData<Contract extends EventContract>(
  contract: Contract,
  data: DataOf<Contract>,
): unknown {
  const wire = wireForm(data);
  const parsed = contract.schema.safeParse(wire);
  if (!parsed.success) {
    throw new EventContractError(`Refusing to write ${contract.type}: ${parsed.error.message}`);
  }
  return wire;
}

/** What a value becomes by travelling as JSON: a bigint its decimal string, an instant its text. */
function wireForm(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toJSON();
  if (Array.isArray(value)) return value.map(wireForm);
  const wire: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[name];
    if (member !== undefined) wire[name] = wireForm(member);
  }
  return wire;
}
