import {
  EventContractError,
  parseEvent,
  type EventContract,
  type EventOf,
} from '@outlay/events/contract.ts';
import type { WireEvent } from '@outlay/events/envelope.ts';
import { isUuid } from '@outlay/service-kit/ids.ts';
import type { LogRecord } from './port.ts';

const wholeNumber = /^\d{1,18}$/;

/**
 * An event's number among those of its key. Whatever else is wrong with an event, a consumer cannot do
 * without these two. Throws `EventContractError` when they are not what the envelope says.
 */
export function placeOf(event: WireEvent): { key: string; sequence: bigint } {
  const { key, sequence } = event;
  if (!isUuid(String(key)) || !wholeNumber.test(String(sequence))) {
    throw new EventContractError(`Event ${event.id} has no valid key and sequence`);
  }
  return { key: key.toLowerCase(), sequence: BigInt(sequence) };
}

export type Selection<Contract extends EventContract> = {
  /** What is to be applied, in order. */
  readonly events: EventOf<Contract>[];
  /** The last sequence of every key that the records touch, whether known type or not. */
  readonly sequences: Map<string, bigint>;
  /** Keys that miss events: the log lost them, or keeps them no longer. */
  readonly gaps: readonly { key: string; after: bigint; found: bigint }[];
};

/**
 * Picks from records of one topic the events that are new to a consumer. What it has had before (its
 * sequence is not above the last one consumed of its key) is dropped; types without a contract here are
 * another consumer's business and count as consumed.
 * A new event of a known type that breaks its contract goes to `onBroken`, which by default throws the
 * `EventContractError`; when it returns, the event is left out and counts as consumed.
 */
export function selectNew<Contract extends EventContract>(
  records: readonly LogRecord[],
  consumed: ReadonlyMap<string, bigint>,
  contracts: readonly Contract[],
  onBroken: (record: LogRecord, error: EventContractError) => void = refuse,
): Selection<Contract> {
  const events: EventOf<Contract>[] = [];
  const sequences = new Map<string, bigint>();
  const gaps: { key: string; after: bigint; found: bigint }[] = [];
  for (const record of records) {
    const { event } = record;
    try {
      const { key, sequence: found } = placeOf(event);
      const after = sequences.get(key) ?? consumed.get(key) ?? 0n;
      if (found <= after) continue;
      if (after > 0n && found !== after + 1n) gaps.push({ key, after, found });
      sequences.set(key, found);
      const contract = contracts.find((one) => one.type === event.type);
      if (contract) events.push(parseEvent(contract, event));
    } catch (error) {
      if (!(error instanceof EventContractError)) throw error;
      onBroken(record, error);
    }
  }
  return { events, sequences, gaps };
}

function refuse(_record: LogRecord, error: EventContractError): never {
  throw error;
}
