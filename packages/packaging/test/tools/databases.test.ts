import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { programPath } from '@outlay/testkit/engines/programs.ts';
import { startTestPostgres } from '@outlay/testkit/test-postgres.ts';
import postgres from 'postgres';
import { subgraphs } from '../../src/pieces.ts';
import { root } from '../../src/root.ts';

/** The script that PostgreSQL's image runs once, on a PostgreSQL of its own. */
test('each subgraph gets a database that no other can connect to', async () => {
  await programPath({ name: 'psql', debianPackage: 'postgresql-client' });
  await using server = await startTestPostgres();
  const admin = new URL(server.adminUrl);
  // A quote in it shows that a password is quoted.
  const password = (name: string) => `${name}'s own`;
  const passwords = subgraphs.map((name) => [`${name.toUpperCase()}_DB_PASSWORD`, password(name)]);
  const script = join(root, 'helm/outlay/files/postgres-databases.sh');
  const ran = spawnSync('sh', [script], {
    env: {
      PATH: process.env['PATH'],
      PGHOST: admin.hostname,
      PGPORT: admin.port,
      PGPASSWORD: decodeURIComponent(admin.password),
      POSTGRES_USER: decodeURIComponent(admin.username),
      ...Object.fromEntries(passwords),
    },
    encoding: 'utf8',
  });
  assert.equal(ran.status, 0, ran.stderr);

  const connect = (username: string, database: string) => {
    const { hostname: host, port } = admin;
    const at = { host, port: Number(port), username, password: password(username), database };
    return postgres({ ...at, max: 1, onnotice: () => {} });
  };
  for (const name of subgraphs) {
    const sql = connect(name, name);
    await sql`create schema own_things create table kept (id int)`;
    assert.equal(
      (await sql`select rolsuper from pg_roles where rolname = ${name}`)[0]?.rolsuper,
      false,
    );
    await sql.end();
    const other = connect(name, name === 'auth' ? 'user' : 'auth');
    await assert.rejects(other`select 1`, /permission denied for database/);
    await other.end();
  }
});
