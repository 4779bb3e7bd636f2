import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { misspellings } from '@outlay/service-kit/misspelled.ts';
import { z } from 'zod';
import { environment as stack } from '../src/config.ts';
import { chartSchema, chartSchemaFile } from '../src/configuration/chart-schema.ts';
import { environment as demo } from '../src/demo/config.ts';
import { configurationPage, pageFile, pieces } from '../src/configuration/page.ts';
import { settingsTable } from '../src/configuration/settings-table.ts';

const every: Record<string, z.ZodObject> = {
  ...pieces,
  'npm start': stack,
  'npm run demo': demo,
};

test('docs/configuration.md is fresh', () => {
  assert.equal(
    readFileSync(pageFile, 'utf8'),
    configurationPage(),
    'It is stale: run `npm run docs` and commit what it writes.',
  );
});

test('the chart takes the settings that its pieces read', () => {
  assert.equal(
    readFileSync(chartSchemaFile, 'utf8'),
    chartSchema(),
    'Its schema is stale: run `npm run docs` and commit what it writes.',
  );
});

test('every setting says what it means', () => {
  const silent = Object.entries(every).flatMap(([piece, { shape }]) =>
    Object.entries(shape)
      .filter(([, setting]) => !(setting as z.ZodType).description)
      .map(([name]) => `${piece} ${name}`),
  );
  assert.deepEqual(silent, []);
});

test('what may hold a secret is marked as one', () => {
  const unmarked = Object.entries(every).flatMap(([piece, { shape }]) =>
    Object.entries(shape)
      .filter(([name]) =>
        /SECRET|KEY$|PASSWORD|(DATABASE|EVENT_LOG|CACHE|QUEUE|SMTP)_URL/.test(name),
      )
      .filter(([, setting]) => (setting as z.ZodType).meta()?.['secret'] !== true)
      .map(([name]) => `${piece} ${name}`),
  );
  assert.deepEqual(unmarked, []);
});

test('what one piece is given is no other’s setting misspelled', () => {
  const names = Object.values(every).flatMap(({ shape }) => Object.keys(shape));
  for (const { shape } of Object.values(every)) {
    for (const name of names)
      assert.deepEqual(misspellings(Object.keys(shape), { [name]: 'x' }), []);
  }
});

test('a variable that looks like a setting misspelled is named once as a piece starts', () => {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  // It gets no further than to its data folder, which is a file.
  const env = { OUTLAY_DATA: main, OPERATOR_EMAIL: 'hunter2', LEDGER_PORT: 'tcp://10.0.0.1:4003' };
  const { stdout } = spawnSync(process.execPath, [main], { env, encoding: 'utf8' });
  assert.match(
    stdout,
    /^\{"level":"warn",.*"msg":"OPERATOR_EMAIL is no setting; if OPERATOR_EMAILS is meant, it is not set"\}\n$/,
  );
});

test('a setting that pieces share has one row; one that differs, a row for each', () => {
  const shared = z.string().describe('the same | for all');
  const port = (otherwise: number) => z.coerce.number().default(otherwise).describe('the port');
  const table = settingsTable([
    { name: 'one', settings: z.object({ SHARED: shared, PORT: port(1) }) },
    {
      name: 'other',
      settings: z.object({ SHARED: shared, PORT: port(2), OWN: shared.optional() }),
    },
  ]);
  assert.deepEqual(table.split('\n').slice(2), [
    '| `OWN` | the same \\| for all |  |  | other |',
    '| `PORT` | the port | `1` |  | one |',
    '| `PORT` | the port | `2` |  | other |',
    '| `SHARED` | the same \\| for all | required |  | all |',
  ]);
});
