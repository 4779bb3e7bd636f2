import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { temporaryStack, type TemporaryStack } from '../fixture/temporary-stack.ts';
import { type Asked, lists, live, operationNames, ourOperations } from './asked.ts';
import { type Book, fillBook } from './books.ts';
import { countingSettings, type Counting, startCounting } from './counting.ts';

/**
 * How many SQL statements an operation makes of all subgraphs together, on a book with few of everything
 * and on one with ten times as many: the same, or there is a statement for each item somewhere. What
 * follows from a write is counted too; it comes in batches, which may be one more or less.
 */
const sizes = { few: 4, many: 40 };

let outlay: TemporaryStack;
let counting: Counting;
let few: Book;
let many: Book;
const table: string[] = [];

before(async () => {
  outlay = await temporaryStack('statements', {
    postgresSettings: countingSettings,
    // What is kept makes no statements.
    keepAnswers: false,
  });
  few = await fillBook(outlay.url, sizes.few);
  many = await fillBook(outlay.url, sizes.many);
  counting = await startCounting(outlay.stack.postgres.url('ledger'));
});

after(async () => {
  process.stdout.write(`\n${['SQL statements', ...table].join('\n  ')}\n`);
  await counting?.[Symbol.asyncDispose]();
  await outlay?.[Symbol.asyncDispose]();
});

test('each of our operations is counted', () => {
  const counted = [...ourOperations.filter(({ variables }) => variables), ...live];
  assert.equal(counted.length, operationNames.length);
});

for (const asked of [...ourOperations, ...lists]) {
  test(`${asked.name}: as many statements for ${sizes.many} of everything as for ${sizes.few}`, async () => {
    const [forFew, forMany] = [await countsOf(few, asked), await countsOf(many, asked)];
    const each = Object.entries(forMany).flatMap(([name, calls]) => calls && `${name} ${calls}`);
    table.push(`${asked.name.padEnd(50)} ${each.filter(Boolean).join(', ')}`);
    if (asked.query.startsWith('mutation')) {
      for (const [name, calls] of Object.entries(forMany)) {
        assert.ok(
          calls - (forFew[name] ?? 0) < sizes.few,
          `${name}: ${calls}, not ${forFew[name]}`,
        );
      }
    } else assert.deepEqual(forMany, forFew);
  });
}

async function countsOf(book: Book, { query, variables }: Asked) {
  return counting.during(
    () => variables?.(book) ?? {},
    (given) => book.client.request(query, given),
  );
}
