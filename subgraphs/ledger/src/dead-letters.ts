import { runDeadLetters } from '@outlay/runtime/run-dead-letters.ts';
import { readDatabaseConfig } from './config.ts';
import { consumerGroup, onUserEvents, userEvents } from './consumers/on-user-events.ts';
import { readSettings } from './settings.ts';

/** `npm run dead-letters -w @outlay/ledger -- list`: the events that the ledger could not apply. */
await runDeadLetters('ledger', readDatabaseConfig, () => {
  const { defaults } = readSettings();
  return {
    group: consumerGroup,
    contracts: userEvents,
    apply: (tx, events) => onUserEvents(tx, events, defaults),
  };
});
