import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isInfrastructureError } from './infrastructure-error.ts';

const coded = (code: string, options?: ErrorOptions) =>
  Object.assign(new Error(code, options), { code });

const table: [string, unknown, boolean][] = [
  ['connection failure', coded('08006'), true],
  ['serialization failure', coded('40001'), true],
  ['deadlock', coded('40P01'), true],
  ['disk full', coded('53100'), true],
  ['shutdown', coded('57P01'), true],
  ['statement time-out', coded('57014'), true],
  ['read-only standby', coded('25006'), true],
  ['no right to it', coded('42501'), true],
  ['undefined table', coded('42P01'), true],
  ['undefined column', coded('42703'), true],
  ['lock time-out', coded('55P03'), true],
  ['database not open', Object.assign(coded('55000'), { severity: 'FATAL' }), true],
  ['object in another state', Object.assign(coded('55000'), { severity: 'ERROR' }), false],
  ['closed by the driver', coded('CONNECTION_CLOSED'), true],
  ['nobody listens', coded('ECONNREFUSED'), true],
  ['wrapped by drizzle', new Error('failed query', { cause: coded('40001') }), true],
  ['wrapped with a code of its own', coded('MY_CODE', { cause: coded('57P01') }), true],
  ['each address refused', new AggregateError([coded('ECONNREFUSED')]), true],
  ['unique violation', coded('23505'), false],
  ['division by zero', coded('22012'), false],
  ['syntax error', coded('42601'), false],
  ['failed transaction', coded('25P02'), false],
  ['a bug', new TypeError('undefined is not a function'), false],
  ['a string', '40001', false],
  ['nothing', undefined, false],
];

for (const [name, error, expected] of table) {
  test(`${name}: ${expected ? 'the surroundings' : 'the data or a bug'}`, () => {
    assert.equal(isInfrastructureError(error), expected);
  });
}

test('a cause that is its own cause comes to an end', () => {
  const error = new Error('loop');
  error.cause = error;
  assert.equal(isInfrastructureError(error), false);
});
