import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildSchema, parse, validate } from 'graphql';
import * as demo from '../src/demo/operations.ts';

/** What our own clients ask stays valid against the graph that clients see, also what nobody runs today. */

const root = fileURLToPath(new URL('../../../', import.meta.url));
const client = buildSchema(readFileSync(`${root}schema/client.graphql`, 'utf8'));
const tabs = globSync('gateway/assets/graphiql/tabs/*.graphql', { cwd: root }).sort();

test('there are operations to hold against it', () => {
  assert.ok(Object.keys(demo).length >= 10 && tabs.length >= 5);
});

for (const [name, text] of Object.entries(demo)) test(`the demo’s ${name}`, () => isValid(text));
for (const tab of tabs) test(tab, () => isValid(readFileSync(root + tab, 'utf8')));

function isValid(text: string): void {
  const problems = validate(client, parse(text));
  assert.deepEqual(
    problems.map(({ message }) => message),
    [],
  );
}
