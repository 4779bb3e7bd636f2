import { runDeadLetters } from '@outlay/runtime/run-dead-letters.ts';
import { readDatabaseConfig } from './config.ts';
import { apply, contracts } from './consumers/apply.ts';
import { consumerGroup } from './store/position.ts';

/** `npm run dead-letters -w @outlay/reporting -- list`: the events that reporting could not apply. */
await runDeadLetters('reporting', readDatabaseConfig, () => ({
  group: consumerGroup,
  contracts,
  apply: (tx, events) => apply(tx, events, new Date()),
}));
