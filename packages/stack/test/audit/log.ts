import type { EventLog } from '@outlay/event-log/port.ts';
import type { Databases, Kept, Violation } from './kept.ts';
import { unless } from './kept.ts';

const topics = ['auth', 'user', 'ledger', 'reporting', 'notification'] as const;
const recordsPerRead = 1_000;

/** Every event that was caused is in the log, and the first time each comes it is in order. */
export async function auditLog(
  { eventLog }: Kept,
  databases: Databases,
  books: readonly string[],
): Promise<Violation[]> {
  const wrong = await Promise.all(
    topics.map(async (topic) => {
      const logged = await readTopic(eventLog, topic);
      const caused = await databases[topic]<{ key: string; sequence: string }[]>`
        SELECT key, sequence FROM outbox_keys
        WHERE topic = ${topic} AND key = ANY(${[...books]}::uuid[])`;
      return caused.flatMap(({ key, sequence }) => {
        const first = firstTimes(logged.get(key) ?? []);
        const broken = first.findIndex((one, index) => one !== index + 1);
        if (broken < 0 && first.length === Number(sequence)) return [];
        const missing = Array.from({ length: Number(sequence) }, (_, index) => index + 1).filter(
          (one) => !first.includes(one),
        );
        return [{ topic, key, caused: Number(sequence), missing, broken: first[broken] }];
      });
    }),
  );
  return unless('every event is in the log, in order', wrong.flat());
}

/** What is dead is an event that should have been applied: nothing that anybody sends is poison. */
export async function auditDeadLetters(
  databases: Databases,
  books: readonly string[],
): Promise<Violation[]> {
  const dead = await Promise.all(
    (['user', 'ledger', 'reporting', 'notification'] as const).map((name) =>
      databases[name]`
        SELECT ${name}::text AS at, event->>'type' AS type, sequence, left(error, 200) AS error
        FROM dead_letters WHERE key IS NULL OR key = ANY(${[...books]}::uuid[])`.then((rows) => [
        ...rows,
      ]),
    ),
  );
  return unless('there are no dead letters', dead.flat());
}

/** The sequences of each key, in the order of the log. */
async function readTopic(log: EventLog, topic: string): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  for (const { partition, end } of await log.ends(topic)) {
    for (let from = 0n; from < end;) {
      const records = await log.read({ topic, partition }, from, recordsPerRead);
      const last = records.at(-1);
      if (!last) break;
      for (const { event } of records) {
        const sequences = found.get(event.key) ?? [];
        sequences.push(Number(event.sequence));
        found.set(event.key, sequences);
      }
      from = last.offset + 1n;
    }
  }
  return found;
}

function firstTimes(sequences: readonly number[]): number[] {
  return [...new Set(sequences)];
}
