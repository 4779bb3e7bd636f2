import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import { type EveryPiece, startEveryPiece } from '../fixture/every-piece.ts';
import { subgraphs } from '../faults/cluster/pieces.ts';
import { runToEnd, startPiece } from './processes.ts';
import { liveTheStory } from './story.ts';

let outlay: EveryPiece;

before(async () => {
  outlay = await startEveryPiece();
});

after(() => outlay?.[Symbol.asyncDispose]());

test('the main job, every piece its own HTTP process', async () => {
  await liveTheStory(outlay.url);
});

test('a subgraph answers nobody but the gateway', async () => {
  for (const [name, { url }] of Object.entries(outlay.subgraphs)) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    assert.equal(response.status, 401, name);
  }
});

test('each piece stops in order when it is told to', async () => {
  assert.deepEqual(await outlay.stop(), [0, 0, 0, 0, 0, 0]);
});

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

test('a missing secret, a bad URL, an unknown scheme, a database that is not there', async () => {
  await using database = await createTestDatabase('settings');
  const good = {
    DATABASE_URL: database.url,
    EVENT_LOG_URL: database.url,
    GATEWAY_SECRET: 'a secret that only gateway and subgraphs know',
    MASTER_KEY: 'the same long master key for every one of them',
  };
  const nowhere = new URL(database.url);
  nowhere.pathname = '/nowhere';
  const wrong: [string, string][] = [
    ['GATEWAY_SECRET', ''],
    ['MASTER_KEY', 'too short'],
    ['DATABASE_URL', 'mysql://127.0.0.1/notification'],
    ['DATABASE_URL', `${database.url}?sslmode=sometimes`],
    ['DATABASE_URL', nowhere.href],
    ['EVENT_LOG_URL', 'ftp://127.0.0.1/log'],
    ['DATABASE_POOL_MAX', '0'],
  ];
  for (const [name, value] of wrong) {
    await assert.rejects(
      startPiece('subgraphs/notification/src/main.ts', { ...good, [name]: value }),
      new RegExp(`ended with 2:\\n${name} is not (set|valid): [^\\n]+\\n$`),
      `${name}=${value}`,
    );
  }
});

test('a piece that is not to migrate waits for nobody, and says what to run', async () => {
  await using database = await createTestDatabase('unmigrated');
  const environment = {
    DATABASE_URL: database.url,
    EVENT_LOG_URL: database.url,
    GATEWAY_SECRET: 'a secret that only gateway and subgraphs know',
    MIGRATE: 'off',
  };
  const start = () => startPiece('subgraphs/ledger/src/main.ts', environment);
  await assert.rejects(start(), /ended with 2:\n.*npm run migrate -w @outlay\/ledger\n$/);
  assert.equal(await runToEnd('subgraphs/ledger/src/migrate.ts', environment), 0);
  await (await start()).stop();
});
