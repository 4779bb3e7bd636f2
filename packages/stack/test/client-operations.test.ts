import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildSchema, parse, validate } from 'graphql';

/** What our own clients ask stays valid against the graph that clients see, also what nobody runs today. */

const root = fileURLToPath(new URL('../../../', import.meta.url));
const client = buildSchema(readFileSync(`${root}schema/client.graphql`, 'utf8'));
const documents = globSync('{schema/operations,gateway/assets/graphiql/tabs}/*.graphql', {
  cwd: root,
}).sort();

test('there are operations to hold against it', () => {
  assert.ok(documents.length >= 15);
});

for (const file of documents) test(file, () => isValid(readFileSync(root + file, 'utf8')));

function isValid(text: string): void {
  const problems = validate(client, parse(text));
  assert.deepEqual(
    problems.map(({ message }) => message),
    [],
  );
}
