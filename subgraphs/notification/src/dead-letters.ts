import { runDeadLetters } from '@outlay/runtime/run-dead-letters.ts';
import { openDatabase } from '@outlay/service-kit/database.ts';
import { loadTemplates } from './adapters/template-files.ts';
import { readDeadLettersConfig, templatesFolder } from './config.ts';
import { applyEvent, type Consumed, consumerGroup, contracts } from './consumers/apply-event.ts';
import type { AlertRooms } from './consumers/raise-alert.ts';
import { announceOnPostgres } from './store/bell-on-postgres.ts';
import { openSealer } from './store/master-key.ts';
import { createPeople } from './store/people.ts';

/** `npm run dead-letters -w @outlay/notification -- list`: the events that notification could not apply. */
await runDeadLetters('notification', readDeadLettersConfig, async ({ config, keep }) => {
  const database = openDatabase(config.DATABASE_URL, { maxConnections: 1 });
  keep({ stop: database.close });
  const rooms: AlertRooms = {
    people: createPeople(await openSealer(database.sql, config.MASTER_KEY)),
    templates: loadTemplates(templatesFolder),
    channels: config.SMTP_URL === undefined ? ['CONSOLE'] : ['CONSOLE', 'EMAIL'],
    // Whoever is not known by now is not on the way.
    ownerTimeoutMs: 0,
    // Replicas that hear each other through the cache find the alert in their next round.
    announce: announceOnPostgres,
  };
  return {
    group: consumerGroup,
    contracts,
    async apply(tx, events) {
      for (const event of events as readonly Consumed[]) await applyEvent(rooms, tx, event);
    },
  };
});
