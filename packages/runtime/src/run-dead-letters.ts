import {
  deadLettersCommand,
  type DeadLettersOptions,
} from '@outlay/event-log/dead-letters-command.ts';
import type { EventContract } from '@outlay/events/contract.ts';
import { openDatabase } from '@outlay/service-kit/database.ts';
import { runCommand } from '@outlay/service-kit/run-command.ts';
import type { PieceStart } from '@outlay/service-kit/run-piece.ts';
import type { SubgraphSettings } from './settings.ts';

/** How a subgraph consumes: the same as its service is started with. */
export type Consuming<Contract extends EventContract> = Pick<
  DeadLettersOptions<Contract, { bigint: bigint }>,
  'group' | 'contracts' | 'apply' | 'afterCommit'
>;

/** Does what an operator asks about the events that a subgraph could not apply, while it runs or not. */
export function runDeadLetters<
  Contract extends EventContract,
  Config extends Pick<SubgraphSettings, 'DATABASE_URL' | 'LOG_LEVEL'>,
>(
  subgraph: string,
  readConfig: () => Config,
  consuming: (command: PieceStart<Config>) => Consuming<Contract> | Promise<Consuming<Contract>>,
): Promise<void> {
  return runCommand(`${subgraph}-dead-letters`, readConfig, async (command) => {
    const { config, keep } = command;
    const applicationName = `${subgraph} dead letters`;
    const database = openDatabase(config.DATABASE_URL, { applicationName, maxConnections: 2 });
    keep({ stop: database.close });
    return deadLettersCommand({
      ...(await consuming(command)),
      args: process.argv.slice(2),
      write: (text) => void process.stdout.write(text),
      sql: database.sql,
    });
  });
}
