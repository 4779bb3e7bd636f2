import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import { latePort } from '@outlay/testkit/late-port.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { startPiece } from './processes.ts';

test('a subgraph serves without its event log, and takes it once it is there', async () => {
  await using database = await createTestDatabase('late_log');
  await using way = await latePort(database.url);
  await using nowhere = await latePort(new URL('/nowhere', database.url).href);
  const start = (eventLogUrl: string) =>
    startPiece('subgraphs/reporting/src/main.ts', {
      DATABASE_URL: database.url,
      EVENT_LOG_URL: eventLogUrl,
      GATEWAY_SECRET: 'a secret that only gateway and subgraphs know',
    });
  const left = await start(way.url);
  assert.equal(await left.stop(), 0, 'stopped while the log is away');

  const [taking, refused] = await Promise.all([start(way.url), start(nowhere.url)]);
  assert.equal((await fetch(`${taking.url}/readyz`)).status, 200);
  await way.open();
  await eventually(() => taking.printed().includes('The event log is there'));
  const warnings = taking.printed().match(/"level":"warn"/g);
  assert.equal(warnings?.length, 1, taking.printed());
  assert.equal(await taking.stop(), 0);

  const ended = once(refused.process, 'exit');
  await nowhere.open();
  assert.deepEqual(await ended, [2, null]);
  assert.match(refused.printed(), /^EVENT_LOG_URL is not valid: the server has no such database$/m);
});
