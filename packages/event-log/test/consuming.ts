import { categoryChanged } from '@outlay/events/ledger.ts';
import type postgres from 'postgres';
import { startConsumer, type Consumer, type ConsumerOptions } from '../src/consumer.ts';
import type { EventLog } from '../src/port.ts';
import { logger, topic } from './fixtures.ts';

export type TestConsumerOptions = ConsumerOptions<typeof categoryChanged>;

/** The group of the consumers below. */
export const group = 'tests';

/** The effect of the tests: each event becomes a row of `effects`, under the name of who did it. */
export const applyAs =
  (member: string): TestConsumerOptions['apply'] =>
  async (tx, events) => {
    for (const { key, sequence, data } of events) {
      await tx`
        INSERT INTO effects (key, sequence, name, member)
        VALUES (${key}, ${sequence.toString()}, ${data.name}, ${member})`;
    }
  };

export const apply = applyAs('somebody');

export const consume = (
  log: EventLog,
  sql: postgres.Sql,
  options: Partial<TestConsumerOptions> = {},
): Promise<Consumer> =>
  startConsumer({
    log,
    sql,
    group,
    topics: [topic],
    contracts: [categoryChanged],
    logger,
    apply,
    ...options,
  });
