import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DrizzleQueryError } from './drizzle/core.cjs';
import postgres from 'postgres';
import { createLogger } from './logger.ts';

type Told = { [name: string]: Told } & { readonly stack?: string };
const nothing: Told = {};

function logged(log: (logger: ReturnType<typeof createLogger>) => void): Told {
  const lines: string[] = [];
  log(createLogger('test', 'info', { write: (line) => void lines.push(line) }));
  assert.equal(lines.length, 1);
  assert.ok(!lines[0]!.includes('hunter2'), lines[0]);
  return JSON.parse(lines[0]!) as Told;
}

/** As the driver makes it: what the server sent, and what was asked. */
function postgresError(fields: Record<string, unknown>): Error {
  const { PostgresError } = postgres as unknown as {
    PostgresError: new (fields: Record<string, unknown>) => Error;
  };
  const rest = {
    detail: 'Key (email)=(hunter2) already exists.',
    where: 'COPY people, line 1: "hunter2"',
    query: 'INSERT INTO people VALUES ($1)',
    parameters: ['hunter2'],
  };
  return new PostgresError({ ...rest, ...fields });
}

test('a line says who speaks, when, how badly and what', () => {
  const line = logged((logger) => logger.info({ port: 4001 }, 'listening'));
  const { time, ...rest } = line;
  assert.deepEqual(rest, { level: 'info', piece: 'test', port: 4001, msg: 'listening' });
  assert.equal(new Date(String(time)).toISOString(), time);
});

test('secrets and what points to people are cut wherever they stand', () => {
  const names = ['password', 'token', 'accessToken', 'refreshToken', 'authorization', 'cookie'];
  names.push('secret', 'gatewaySecret', 'masterKey', 'address', 'email', 'detail', 'parameters');
  const secrets = Object.fromEntries(names.map((name) => [name, 'hunter2']));
  const cut = Object.fromEntries(names.map((name) => [name, '[secret]']));
  const line = logged((logger) => logger.warn({ ...secrets, a: secrets, b: { list: [secrets] } }));
  assert.deepEqual(line['a'], cut);
  assert.deepEqual(line['b']?.['list'], [cut]);
  for (const name of names) assert.equal(line[name], '[secret]');
});

test('secrets are cut at any depth, in what a child is bound to, and what is logged stays as it was', () => {
  const deep = { a: { b: { c: { d: { e: { token: 'hunter2' } } } } } };
  const round: Record<string, unknown> = { password: 'hunter2' };
  round['again'] = { round };
  const given = { deep, round, tokens: [{ token: 'hunter2' }], at: new Date(0), nothing: null };
  const line = logged((logger) => logger.child({ secret: 'hunter2' }).info(given, 'oh'));
  assert.deepEqual(line['deep'], { a: { b: { c: { d: { e: { token: '[secret]' } } } } } });
  assert.deepEqual(line['tokens'], [{ token: '[secret]' }]);
  assert.deepEqual([line['secret'], line['at']], ['[secret]', new Date(0).toISOString()]);
  assert.equal(deep.a.b.c.d.e.token, 'hunter2');
  assert.equal(given.tokens[0]?.token, 'hunter2');
});

test('an error is told by type, message, code, stack and cause, and by nothing that hangs on it', () => {
  const cause = Object.assign(new TypeError('no such thing'), { config: 'hunter2' });
  const error = Object.assign(new Error('failed', { cause }), { code: 'E1', headers: 'hunter2' });
  const { err = nothing } = logged((logger) => logger.error({ err: error }, 'oh'));
  assert.deepEqual(Object.keys(err), ['type', 'message', 'code', 'stack', 'cause']);
  assert.deepEqual([err['type'], err['message'], err['code']], ['Error', 'failed', 'E1']);
  assert.match(err.stack ?? '', /^ {4}at .*logger\.test\.ts/);
  assert.deepEqual(
    [err['cause']?.['type'], err['cause']?.['message']],
    ['TypeError', 'no such thing'],
  );
});

test('PostgreSQL’s errors are told without the row, the query and its parameters', () => {
  const message = 'duplicate key value violates unique constraint "people_email_key"';
  const unique = postgresError({ severity: 'ERROR', code: '23505', message });
  const { err = nothing } = logged((logger) => logger.error({ err: unique }, 'oh'));
  assert.deepEqual([err['type'], err['code'], err['message']], ['PostgresError', '23505', message]);
  const invalid = 'invalid input syntax for type uuid: "hunter2 "quoted"\nhunter2"';
  const data = postgresError({ severity: 'ERROR', code: '22P02', message: invalid });
  const { err: cut = nothing } = logged((logger) => logger.error({ err: data }, 'oh'));
  assert.equal(cut['message'], 'invalid input syntax for type uuid: "…"');
});

test('drizzle’s errors, which say their parameters in the message, are told by their cause', () => {
  const cause = postgresError({ severity: 'ERROR', code: '23514', message: 'violates check "c"' });
  const error = new DrizzleQueryError('INSERT INTO people VALUES ($1)', ['hunter2'], cause);
  const { err = nothing } = logged((logger) => logger.error({ err: error }, 'oh'));
  assert.deepEqual(
    [err['message'], err['cause']?.['message']],
    ['Failed query', 'violates check "c"'],
  );
});

test('nothing comes out by other ways of logging an error', () => {
  const error = new DrizzleQueryError('SELECT $1', ['hunter2'], postgresError({ code: '23505' }));
  const ways: ((logger: ReturnType<typeof createLogger>) => void)[] = [
    (logger) => logger.error(error),
    (logger) => logger.error(error, 'oh'),
    (logger) => logger.error({ err: error }),
    (logger) => logger.error({ error }, 'oh'),
    (logger) => logger.child({ requestId: 'r' }).error({ err: error, n: 1 }),
    (logger) => logger.error({ err: new AggregateError([error], 'all failed') }, 'oh'),
    (logger) => logger.error({ work: { error: postgresError({ code: '23505' }) } }, 'oh'),
  ];
  for (const way of ways) logged(way);
  const { err = nothing, n, msg } = logged(ways[4]!);
  assert.deepEqual([err['type'], n, msg], ['DrizzleQueryError', 1, 'Failed query']);
});

test('causes that go round in a circle come to an end', () => {
  const error = new Error('round');
  error.cause = error;
  const { err = nothing } = logged((logger) => logger.error({ err: error }, 'oh'));
  assert.equal(err['cause']?.['cause']?.['message'], 'round');
});
