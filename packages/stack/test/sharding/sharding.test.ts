import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { eventually } from '@outlay/testkit/wait.ts';
import postgres from 'postgres';
import type { RootField } from '../tenancy/contract.ts';
import { happen } from '../tenancy/moment.ts';
import { roots } from '../tenancy/roots.ts';
import { follow } from '../tenancy/streams.ts';
import { fieldsOf, startWorld, type World } from '../tenancy/world.ts';
import { type PlanNode, scansAcrossBooks } from './tenant-scans.ts';

/**
 * What lets the data of one book live on one shard (Citus, with `book_id` as distribution column): every
 * table of tenants is keyed by the book first, and everything that is asked on the way of a request or an
 * event finds its rows by the book. What else that would take stands in docs/scaling.md.
 */

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** auth's tables are about people and their tokens, found by what a person knows; they stay on one node. */
const subgraphs = ['user', 'ledger', 'reporting', 'notification'] as const;

/** Tables of a subgraph that hold no tenant's rows for good, and what they are distributed by, if at all. */
const plumbing: Readonly<Record<string, string>> = {
  outbox:
    'a queue that is drained at once; by key, which is the book, once that is part of its primary key',
  outbox_keys: 'by key, which is the book',
  consumer_positions: 'one row per partition of the log, written with each batch',
  consumer_keys: 'by key, which is the book',
  dead_letters: 'for an operator',
  master_key_proof: 'one row, about the whole database; a reference table',
  queue_jobs: 'work for later, on whatever node; each names its book inside',
};

/** Indexes that no book leads, each with its reason. */
const acrossBooks: Readonly<Record<string, string>> = {
  deliveries_pending: 'whoever hands over asks what is left to be in all books of a shard',
  transactions_words: 'each word in it begins with its book',
};

/**
 * What is asked for each write, push or page, told by what it has in common with no other. Nothing is proved
 * of a statement that wasn't run. Those that are prepared by name stand here by that name.
 */
const hot: Readonly<Record<string, RegExp>> = {
  profile: /^select .* from "profiles" where .*"user_id" = \S+$/s,
  'a write to the ledger': /^WITH write AS/m,
  'accounts with their balances': /FROM accounts a\s+LEFT JOIN account_balances b/,
  'the feed of a book': /t\.position > \S+\s+ORDER BY t\.position LIMIT/,
  'the books of a batch': /FROM books\s.*FOR NO KEY UPDATE/s,
  'a report': /AS part, date::text/,
  alerts_following:
    /from "alerts" where .*"sequence" > \S+ order by "alerts"\."sequence" asc limit/s,
  alerts_last_sequence: /^select "last_sequence" from "alert_streams"/,
};

let world: World;
let statements: { subgraph: string; query: string }[];

before(async () => {
  world = await startWorld({
    postgresSettings: {
      shared_preload_libraries: 'pg_stat_statements',
      // What triggers ask counts as well.
      'pg_stat_statements.track': 'all',
    },
  });
  for (const field of [...fieldsOf('Query'), ...fieldsOf('Mutation')]) {
    for (const args of argsOf(field)) await world.ask(world.owner, field, args);
  }
  await followUntilTold();
  statements = await everyStatement();
});
after(() => world?.[Symbol.asyncDispose]());

/** How the owner asks for a field. */
function argsOf({ place }: RootField) {
  const tries = roots[place]?.(world.owner.things, world.owner.things) ?? [];
  return tries.map(({ args }) => args);
}

/** Each stream, wherever it may start, until it has told of something that came while it was open. */
async function followUntilTold(): Promise<void> {
  const { client, things } = world.owner;
  const streams = fieldsOf('Subscription').flatMap((field) =>
    argsOf(field).map((args) => follow(world, world.owner, field, args)),
  );
  let month = 0;
  await eventually(async () => {
    month += 1;
    await happen(client, things, month);
    const told = new RegExp(`(Little|Moment) ${things.word}`);
    return streams.every(({ events }) => told.test(JSON.stringify(events)));
  });
  for (const { stop } of streams) await stop();
}

for (const subgraph of subgraphs) {
  test(`${subgraph}: the book leads every key and index`, async () => {
    const indexes = await inDatabase(
      subgraph,
      (sql) => sql<{ table: string; index: string; first: string }[]>`
        SELECT t.relname AS table, i.relname AS index,
               coalesce(a.attname, '(expression)') AS first
        FROM pg_index x
        JOIN pg_class i ON i.oid = x.indexrelid
        JOIN pg_class t ON t.oid = x.indrelid
        JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'public'
        LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]`,
    );
    const astray = indexes.filter(
      ({ table, index, first }) =>
        !(table in plumbing) && !(index in acrossBooks) && first !== 'book_id',
    );
    assert.deepEqual(astray, []);
  });

  test(`${subgraph}: every table of tenants has a book and a primary key`, async () => {
    const bare = await inDatabase(
      subgraph,
      (sql) => sql<{ table: string }[]>`
        SELECT c.relname AS table FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
        WHERE c.relkind = 'r' AND (
          NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'book_id')
          OR NOT EXISTS (SELECT FROM pg_index x WHERE x.indrelid = c.oid AND x.indisprimary))`,
    );
    const astray = bare.map(({ table }) => table).filter((table) => !(table in plumbing));
    assert.deepEqual(astray, []);
  });

  test(`${subgraph}: everything that requests and events ask finds its rows by the book`, async () => {
    const mine = statements.filter((one) => one.subgraph === subgraph);
    assert.ok(mine.length >= 10, `only ${mine.length} statements were seen`);
    const tables = await tenantTables(subgraph);
    const found = await inDatabase(subgraph, async (sql) => {
      const across: { tables: string[]; query: string }[] = [];
      await pretendLarge(sql);
      for (const { query } of mine) {
        const scans = await readsAcross(sql, query, tables);
        if (scans.length > 0) across.push({ tables: scans, query });
      }
      return across;
    });
    assert.deepEqual(found, []);
  });
}

test('what is asked most was seen', () => {
  const unseen = Object.keys(hot).filter(
    (name) => !statements.some(({ query }) => hot[name]!.test(query)),
  );
  assert.deepEqual(unseen, []);
});

test('every statement that is prepared by name is one of those', () => {
  const sources = globSync('subgraphs/*/src/**/*.ts', { cwd: root }).map((file) =>
    readFileSync(join(root, file), 'utf8'),
  );
  const prepared = sources.flatMap((text) =>
    [...text.matchAll(/\.prepare\('(\w+)'\)/g)].map(([, name]) => name!),
  );
  assert.ok(prepared.length >= 3);
  assert.deepEqual(
    prepared.filter((name) => !Object.hasOwn(hot, name)),
    [],
  );
});

test('a query that doesn’t name the book would be found', async () => {
  const tables = await tenantTables('ledger');
  const scans = await inDatabase('ledger', async (sql) => {
    await pretendLarge(sql);
    return readsAcross(sql, 'SELECT * FROM transactions WHERE id = $1', tables);
  });
  assert.deepEqual(scans, ['transactions']);
});

/** What the servers were asked since they started, but for what only a migration, a start or a sweep asks. */
async function everyStatement(): Promise<{ subgraph: string; query: string }[]> {
  const sql = postgres(world.stack.postgres.adminUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`CREATE EXTENSION pg_stat_statements`;
    const rows = await sql<{ subgraph: string; query: string }[]>`
      SELECT datname AS subgraph, query FROM pg_stat_statements s
      JOIN pg_database d ON d.oid = s.dbid
      WHERE query ~* '^\\s*(SELECT|INSERT|UPDATE|DELETE|WITH|MERGE)\\y'`;
    return rows.filter(({ query }) => !isNoRequest(query));
  } finally {
    await sql.end();
  }
}

function isNoRequest(query: string): boolean {
  // PostgreSQL's own check of the rows that are there when a migration adds a foreign key.
  const byMigration = /fk LEFT OUTER JOIN ONLY/.test(query);
  // A job that looks through a whole shard; each shard can have its own.
  const byJob = /FROM deliveries\s+WHERE state/.test(query);
  // Asked by the first start on a database, before it serves anybody.
  const byStart = /FROM (profiles|people)\s[^=]*ORDER BY book_id LIMIT/.test(query);
  return byMigration || byJob || byStart;
}

async function tenantTables(subgraph: string): Promise<ReadonlySet<string>> {
  const rows = await inDatabase(
    subgraph,
    (sql) => sql<{ table: string }[]>`
      SELECT DISTINCT table_name AS table FROM information_schema.columns
      WHERE table_schema = 'public' AND column_name = 'book_id'`,
  );
  return new Set(rows.map(({ table }) => table));
}

/**
 * How a statement reads across books in tables that are large and of which nothing else is known. In
 * tables as small as they are here, the planner would rather read all of one than look anything up.
 */
async function readsAcross(
  sql: postgres.Sql,
  query: string,
  tables: ReadonlySet<string>,
): Promise<string[]> {
  return scansAcrossBooks(await planOf(sql, query), tables, acrossBooks);
}

async function pretendLarge(sql: postgres.Sql): Promise<void> {
  await sql`DELETE FROM pg_statistic`;
  // The planner takes the rows per page from here and counts the pages itself.
  await sql`
    UPDATE pg_class SET relpages = 1, reltuples = 1e9
    WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace`;
  await sql`SET enable_seqscan = off`;
}

async function planOf(sql: postgres.Sql, query: string): Promise<PlanNode> {
  // pg_stat_statements writes $n for a constant also where the grammar takes nothing but a constant.
  const text = query
    .replaceAll(/\binterval (\$\d+)/gi, '$1::interval')
    .replaceAll(/\bextract\(\$\d+ FROM/gi, 'extract(epoch FROM');
  for (const added of [null, 'transactions', 'postings']) {
    try {
      if (added !== null) await standIn(sql, added);
      const [row] = await sql.unsafe(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`);
      return (row!['QUERY PLAN'] as [{ Plan: PlanNode }])[0].Plan;
    } catch (error) {
      // A trigger's statement asks the rows that its table has just been given.
      const missing = /relation "added" does not exist|column .* does not exist/;
      if (added === 'postings' || !missing.test((error as Error).message)) throw error;
    }
  }
  throw new Error(`Not planned: ${query}`);
}

/** An empty table in the place of a trigger's transition table. */
async function standIn(sql: postgres.Sql, table: string): Promise<void> {
  await sql.unsafe(`DROP TABLE IF EXISTS pg_temp.added; CREATE TEMP TABLE added (LIKE ${table})`);
}

async function inDatabase<Result>(
  subgraph: string,
  work: (sql: postgres.Sql) => Promise<Result>,
): Promise<Result> {
  const sql = postgres(world.stack.postgres.url(subgraph), { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
