import { userSignedUp } from '@outlay/events/auth.ts';
import { Sealer } from '@outlay/identity/seal.ts';
import { runDeadLetters } from '@outlay/runtime/run-dead-letters.ts';
import { readDeadLettersConfig } from './config.ts';
import { consumerGroup, onUserSignedUp } from './consumers/on-user-signed-up.ts';

type Config = ReturnType<typeof readDeadLettersConfig>;

/** `npm run dead-letters -w @outlay/user -- list`: the events that user could not apply. */
await runDeadLetters<typeof userSignedUp, Config>('user', readDeadLettersConfig, ({ config }) => {
  const sealer = new Sealer(config.MASTER_KEY);
  return {
    group: consumerGroup,
    contracts: [userSignedUp],
    apply: (tx, events) => onUserSignedUp(tx, events, sealer),
  };
});
