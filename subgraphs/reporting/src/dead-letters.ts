import { runDeadLetters } from '@outlay/runtime/run-dead-letters.ts';
import { readDeadLettersConfig } from './config.ts';
import { apply, contracts } from './consumers/apply.ts';
import { openAnswerDrops } from './kept-answers.ts';
import { consumerGroup } from './store/position.ts';

type Contract = (typeof contracts)[number];
type Config = ReturnType<typeof readDeadLettersConfig>;

/** `npm run dead-letters -w @outlay/reporting -- list`: the events that reporting could not apply. */
await runDeadLetters<Contract, Config>('reporting', readDeadLettersConfig, async (command) => {
  const dropAnswers = await openAnswerDrops(command);
  return {
    group: consumerGroup,
    contracts,
    apply: (tx, events) => apply(tx, events, new Date()),
    afterCommit: (events) => dropAnswers(events.map((event) => event.key.toLowerCase())),
  };
});
