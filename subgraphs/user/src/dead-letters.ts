import { userSignedUp } from '@outlay/events/auth.ts';
import { runDeadLetters } from '@outlay/runtime/run-dead-letters.ts';
import { openDatabase } from '@outlay/service-kit/database.ts';
import { readDeadLettersConfig } from './config.ts';
import { consumerGroup, onUserSignedUp } from './consumers/on-user-signed-up.ts';
import { openSealer } from './store/master-key.ts';

type Config = ReturnType<typeof readDeadLettersConfig>;

/** `npm run dead-letters -w @outlay/user -- list`: the events that user could not apply. */
await runDeadLetters<typeof userSignedUp, Config>(
  'user',
  readDeadLettersConfig,
  async ({ config, keep }) => {
    const database = openDatabase(config.DATABASE_URL, { maxConnections: 1 });
    keep({ stop: database.close });
    const sealer = await openSealer(database.sql, config.MASTER_KEY);
    return {
      group: consumerGroup,
      contracts: [userSignedUp],
      apply: (tx, events) => onUserSignedUp(tx, events, sealer),
    };
  },
);
