import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import { type EveryPiece, startEveryPiece } from '../fixture/every-piece.ts';
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
