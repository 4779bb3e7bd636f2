import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import { subgraphs } from '../faults/cluster/pieces.ts';
import { startPiece } from './processes.ts';

test('a wrong setting ends a piece at once with a line that names it', async () => {
  for (const main of [
    ...subgraphs.map((name) => `subgraphs/${name}/src/main.ts`),
    'gateway/src/main.ts',
  ]) {
    await assert.rejects(
      startPiece(main, { PORT: 'often' }),
      /ended with 2:\n\w+ is not (set|valid): [^\n]+\n$/,
      main,
    );
  }
});

test('a missing secret, a bad URL, an unknown scheme, a database that is not there, also for a command', async () => {
  await using database = await createTestDatabase('settings');
  const good = {
    DATABASE_URL: database.url,
    EVENT_LOG_URL: database.url,
    GATEWAY_SECRET: 'a secret that only gateway and subgraphs know',
    MASTER_KEY: 'the same long master key for every one of them',
  };
  const elsewhere = new URL(database.url);
  elsewhere.pathname = '/nowhere';
  const nowhere = elsewhere.href;
  const uncertified = 'amqps://127.0.0.1?cacertfile=/none.pem';
  const wrong: [subgraph: string, name: string, value: string][] = [
    ['notification', 'GATEWAY_SECRET', ''],
    ['notification', 'MASTER_KEY', 'too short'],
    ['notification', 'DATABASE_URL', 'mysql://127.0.0.1/notification'],
    ['notification', 'DATABASE_URL', `${database.url}?sslmode=sometimes`],
    ['notification', 'DATABASE_URL', nowhere],
    ['notification', 'DATABASE_POOL_MAX', '0'],
    ['ledger', 'EVENT_LOG_URL', 'ftp://127.0.0.1/log'],
    ['ledger', 'EVENT_LOG_URL', 'memory:'],
    ['ledger', 'EVENT_LOG_URL', 'postgres://a b'],
    ['ledger', 'EVENT_LOG_URL', nowhere],
    ['notification', 'QUEUE_URL', 'memory:'],
    ['notification', 'QUEUE_URL', nowhere],
    ['notification', 'QUEUE_URL', uncertified],
  ];
  await Promise.all(
    wrong.map(([subgraph, name, value]) =>
      refused(`subgraphs/${subgraph}/src/main.ts`, { ...good, [name]: value }, name),
    ),
  );
  const commands = [
    'auth/src/rotate-signing-key.ts',
    'ledger/src/migrate.ts',
    'reporting/src/dead-letters.ts',
    'reporting/src/rebuild.ts',
    'notification/src/dead-deliveries.ts',
  ];
  await Promise.all(
    commands.map((command) =>
      refused(`subgraphs/${command}`, { ...good, DATABASE_URL: nowhere }, 'DATABASE_URL'),
    ),
  );
  await refused(
    'subgraphs/reporting/src/rebuild.ts',
    { ...good, EVENT_LOG_URL: nowhere },
    'EVENT_LOG_URL',
  );
});

/** It ends with 2 and says no more than one line, that names the variable. */
function refused(main: string, environment: Record<string, string>, name: string): Promise<void> {
  return assert.rejects(
    startPiece(main, environment),
    new RegExp(`ended with 2:\\n${name} is not (set|valid): [^\\n]+\\n$`),
    `${main}: ${name}=${environment[name]}`,
  );
}
