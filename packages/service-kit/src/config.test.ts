import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { ConfigError, readEnvironment } from './config.ts';
import { wholeNumber } from './settings.ts';

const schema = z.object({
  SECRET: z.string().min(32).describe('at least 32 characters'),
  PORT: wholeNumber(0, 65_535).default(4000),
  MODE: z.enum(['fast', 'safe']).optional(),
});
const good = { SECRET: 'x'.repeat(32), HOME: '/root' };

const refused = (environment: Record<string, string | undefined>): string => {
  try {
    readEnvironment(schema, environment);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    assert.equal(error.code, 'CONFIG');
    return error.message;
  }
  return assert.fail('was taken');
};

test('gives the settings that the schema names, and nothing else of the environment', () => {
  assert.deepEqual(readEnvironment(schema, good), { SECRET: good.SECRET, PORT: 4000 });
  const values = readEnvironment(schema, { ...good, PORT: '80', MODE: '' });
  assert.deepEqual(values, { SECRET: good.SECRET, PORT: 80 });
});

test('names the first variable that is missing or wrong, in one line', () => {
  assert.equal(refused({}), 'SECRET is not set: at least 32 characters');
  assert.equal(refused({ SECRET: '' }), 'SECRET is not set: at least 32 characters');
  assert.equal(refused({ SECRET: 'short' }), 'SECRET is not valid: at least 32 characters');
  assert.match(refused({ ...good, PORT: 'eighty' }), /^PORT is not valid: .*number/);
  assert.match(refused({ ...good, MODE: 'x' }), /^MODE is not valid: [^\n]*$/);
});

test('says how far a number may go, whose description says what it is for', () => {
  const counts = z.object({
    POOL: wholeNumber(1, 1_000).describe('connections'),
    DEPTH: wholeNumber(1).describe('nested levels'),
  });
  const told = (POOL: string, DEPTH: string): string => {
    try {
      return assert.fail(JSON.stringify(readEnvironment(counts, { POOL, DEPTH })));
    } catch (error) {
      return (error as Error).message;
    }
  };
  assert.equal(told('0', '1'), 'POOL is not valid: connections; at least 1');
  assert.equal(told('1001', '1'), 'POOL is not valid: connections; at most 1000');
  assert.equal(told('1', '-1'), 'DEPTH is not valid: nested levels; at least 1');
  assert.equal(told('1', '1.5'), 'DEPTH is not valid: nested levels; a whole number');
  assert.equal(told('1', 'seven'), 'DEPTH is not valid: nested levels; a number');
  for (const odd of ['0x1F', '0b11', '1e3', ' ', ' 7', '7 ', '+7', '1_0', 'Infinity']) {
    assert.equal(told('1', odd), 'DEPTH is not valid: nested levels; a number', odd);
  }
  assert.throws(() => readEnvironment(counts, {}), { message: 'POOL is not set: connections' });
});

test('never prints a value', () => {
  for (const name of Object.keys(schema.shape)) {
    const message = refused({ ...good, [name]: 'hunter2' });
    assert.ok(message.startsWith(name) && !message.includes('hunter2'), message);
  }
});

test('a rule over several variables says what it says', () => {
  const together = schema.refine(({ MODE, PORT }) => MODE !== 'fast' || PORT > 1_000, {
    error: 'MODE=fast needs a PORT above 1000',
  });
  const environment = { ...good, MODE: 'fast', PORT: '80' };
  const expected = { name: 'ConfigError', message: 'MODE=fast needs a PORT above 1000' };
  assert.throws(() => readEnvironment(together, environment), expected);
});
