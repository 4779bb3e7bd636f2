import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import postgres from 'postgres';
import { openSharedLog } from '../src/open-shared.ts';
import { logger } from './fixtures.ts';

test('what no waiting puts right is told in a line that names the variable', async () => {
  await using database = await createTestDatabase('log');
  const sql = postgres(database.url, { max: 1, onnotice: () => {} });
  const role = `reader_${new URL(database.url).pathname.slice(1)}`;
  await sql.unsafe(`CREATE ROLE ${role} LOGIN PASSWORD 'right'`);
  const urlOf = (change: Partial<Pick<URL, 'username' | 'password' | 'pathname'>>): string =>
    Object.assign(new URL(database.url), change).href;
  try {
    for (const [url, told] of [
      [urlOf({ pathname: '/nowhere' }), /the server has no such database$/],
      [urlOf({ username: role, password: 'right' }), /to make the tables of the log \(42501\)$/],
    ] as const) {
      await assert.rejects(openSharedLog(url, { logger }), (error: Error) => {
        assert.equal(error.name, 'ConfigError');
        assert.match(error.message, /^EVENT_LOG_URL is not valid: [^\n]+$/);
        assert.match(error.message, told);
        return true;
      });
    }
  } finally {
    await sql.unsafe(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    await sql.end();
  }
});

test('a log that is away is no wrong setting', async () => {
  await assert.rejects(openSharedLog('postgres://nobody@127.0.0.1:1/none', { logger }), {
    code: 'ECONNREFUSED',
  });
});
