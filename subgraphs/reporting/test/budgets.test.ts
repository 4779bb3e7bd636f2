import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { buildSchema } from '@outlay/service-kit/schema.ts';
import { graphql } from 'graphql';
import postgres from 'postgres';
import { Arrivals } from '../src/consumers/arrivals.ts';
import { createLoaders } from '../src/graphql/loaders.ts';
import { resolvers } from '../src/graphql/resolvers.ts';
import type { Reporting } from '../src/reporting.ts';
import { createBudget, openScene } from './scene.ts';

const food = uuidv7();

const create = `mutation ($input: CreateBudgetInput!) {
  createBudget(input: $input) {
    __typename
    ... on CreateBudgetSuccess { budget { id name limit { amount currency } thresholds archived createdAt
      category { id } period status { period { kind } state } } }
    ... on InvalidInput { fields { path message } }
    ... on NotFound { id message }
  }
}`;

const input = (changed: object = {}) => ({
  name: 'Food',
  period: 'MONTH',
  limit: { amount: '100' },
  idempotencyKey: randomUUID(),
  ...changed,
});

test('a budget is created with what was left out filled in', async () => {
  await using scene = await openScene();
  const book = await scene.book({ currency: 'JPY' }, [food]);
  const { createBudget: answer } = await scene.ask(book, create, {
    input: input({ name: '  Food ', categoryId: food.toUpperCase() }),
  });
  const { id, ...budget } = answer.budget;
  assert.match(id, /^[0-9a-f-]{36}$/);
  assert.deepEqual(budget, {
    name: 'Food',
    limit: { amount: '100', currency: 'JPY' },
    thresholds: [80, 100],
    archived: false,
    createdAt: '2026-03-10T12:00:00.000Z',
    category: { id: food },
    period: 'MONTH',
    status: { period: { kind: 'MONTH' }, state: 'ON_TRACK' },
  });
});

test('input that breaks a rule is refused, with the field', async () => {
  await using scene = await openScene();
  const salary = uuidv7();
  const gone = uuidv7();
  const book = await scene.book({}, [food]);
  await scene.feed(book.category(salary, 'INCOME'), book.category(gone, 'EXPENSE', true));
  const wrong: [object, string][] = [
    [{ name: '   ' }, 'name'],
    [{ name: 'x'.repeat(81) }, 'name'],
    [{ name: 'a\0b' }, 'name'],
    [{ limit: { amount: '0' } }, 'limit.amount'],
    [{ limit: { amount: '-1' } }, 'limit.amount'],
    [{ limit: { amount: '1.001' } }, 'limit.amount'],
    [{ limit: { amount: '100000000000000000' } }, 'limit.amount'],
    [{ limit: { amount: '1.5', currency: 'JPY' } }, 'limit.amount'],
    [{ thresholds: [] }, 'thresholds'],
    [{ thresholds: [80, 80] }, 'thresholds'],
    [{ thresholds: [0] }, 'thresholds.0'],
    [{ thresholds: [80, 1001] }, 'thresholds.1'],
    [{ thresholds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] }, 'thresholds'],
    [{ idempotencyKey: 'short' }, 'idempotencyKey'],
    [{ categoryId: salary }, 'categoryId'],
    [{ categoryId: gone }, 'categoryId'],
  ];
  for (const [changed, path] of wrong) {
    const { createBudget: answer } = await scene.ask(book, create, { input: input(changed) });
    assert.equal(answer.__typename, 'InvalidInput', path);
    assert.deepEqual(answer.fields[0].path.join('.'), path);
  }
  assert.deepEqual(await scene.ask(book, `{ budgets { id } }`), { budgets: [] });
});

test('a category that is not there, or another’s, is not found; a new one is waited for', async () => {
  await using scene = await openScene('memory', { waitMs: 1_000 });
  const stranger = await scene.book({}, [food]);
  const book = await scene.book();
  for (const categoryId of [uuidv7(), food, 'nonsense']) {
    const { createBudget: answer } = await scene.ask(book, create, {
      input: input({ categoryId }),
    });
    assert.deepEqual([answer.__typename, answer.id], ['NotFound', categoryId]);
  }
  const fresh = uuidv7();
  const asked = scene.ask(book, create, { input: input({ categoryId: fresh }) });
  await scene.eventLog.append([book.category(fresh)]);
  assert.equal((await asked).createBudget.__typename, 'CreateBudgetSuccess');
  assert.deepEqual(await scene.ask(stranger, `{ budgets { id } }`), { budgets: [] });
});

test('the same key gives the same answer, other input a conflict, and a race one budget', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  const given = input({ idempotencyKey: 'same-key-for-all' });
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => scene.ask(book, create, { input: given })),
  );
  assert.equal(new Set(answers.map((answer) => answer.createBudget.budget.id)).size, 1);
  const { createBudget: conflict } = await scene.ask(book, create, {
    input: { ...given, name: 'Other' },
  });
  assert.equal(conflict.__typename, 'IdempotencyConflict');
  const { budgets } = await scene.ask(book, `{ budgets { name } }`);
  assert.deepEqual(budgets, [{ name: 'Food' }]);
  // Another book may use the same key.
  const other = await scene.book();
  const { createBudget: own } = await scene.ask(other, create, { input: given });
  assert.equal(own.__typename, 'CreateBudgetSuccess');
  // A refusal is not kept: the corrected input may come under the same key.
  const refused = input({ idempotencyKey: 'refused-at-first', limit: { amount: '0' } });
  await scene.ask(book, create, { input: refused });
  const { createBudget: corrected } = await scene.ask(book, create, {
    input: { ...refused, limit: { amount: '5' } },
  });
  assert.equal(corrected.__typename, 'CreateBudgetSuccess');
});

test('an update changes what is given and keeps the rest', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  const id = await createBudget(scene, book, { categoryId: food });
  const update = async (change: object) => {
    const { updateBudget } = await scene.ask(
      book,
      `mutation ($input: UpdateBudgetInput!) { updateBudget(input: $input) { __typename
        ... on UpdateBudgetSuccess { budget { name limit { amount } thresholds } }
        ... on InvalidInput { fields { path } } } }`,
      { input: { id, idempotencyKey: randomUUID(), ...change } },
    );
    return updateBudget.budget ?? updateBudget.fields?.[0].path ?? updateBudget.__typename;
  };
  const limit = { amount: '100.00' };
  assert.deepEqual(await update({ name: 'Meals' }), {
    name: 'Meals',
    limit,
    thresholds: [80, 100],
  });
  assert.deepEqual(await update({ thresholds: [120, 50] }), {
    name: 'Meals',
    limit,
    thresholds: [50, 120],
  });
  assert.deepEqual(await update({ limit: { amount: '7.5' } }), {
    name: 'Meals',
    limit: { amount: '7.50' },
    thresholds: [50, 120],
  });
  assert.deepEqual(await update({ limit: { amount: '7', currency: 'USD' } }), [
    'limit',
    'currency',
  ]);
  assert.equal(await update({ id: uuidv7() }), 'NotFound');
  assert.equal(await update({ id: 'nonsense' }), 'NotFound');
});

test('nobody sees or changes another’s budgets', async () => {
  await using scene = await openScene();
  const owner = await scene.book({}, [food]);
  const stranger = await scene.book({}, [food]);
  const id = await createBudget(scene, owner, { categoryId: food });
  await scene.feed(owner.posted({ date: '2026-03-01', spent: { [food]: 90_00n } }));

  const entity = `query ($refs: [_Any!]!) {
    _entities(representations: $refs) { ... on Budget { id status { percent } crossings { id } } }
  }`;
  const refs = [
    { __typename: 'Budget', id },
    { __typename: 'Budget', id: 'nonsense' },
  ];
  const [seen, nothing] = (await scene.ask(owner, entity, { refs }))._entities;
  assert.deepEqual(
    [seen.id, seen.status.percent, seen.crossings.length, nothing],
    [id, 90, 1, null],
  );
  assert.deepEqual(await scene.ask(stranger, entity, { refs }), { _entities: [null, null] });
  assert.deepEqual(
    await scene.ask(
      stranger,
      `{ budget(id: "${id}") { id } budgets(includeArchived: true) { id } }`,
    ),
    { budget: null, budgets: [] },
  );
  const key = 'not-my-budget-1';
  assert.deepEqual(
    await scene.ask(
      stranger,
      `mutation {
        updateBudget(input: { id: "${id}", name: "Mine", idempotencyKey: "${key}" }) { __typename }
        archiveBudget(input: { id: "${id}", idempotencyKey: "${key}2" }) { __typename }
      }`,
    ),
    { updateBudget: { __typename: 'NotFound' }, archiveBudget: { __typename: 'NotFound' } },
  );
  const report = `{ report(period: MONTH) { ... on Report { spent { minorUnits } transactionCount position } } }`;
  assert.deepEqual((await scene.ask(stranger, report)).report, {
    spent: { minorUnits: '0' },
    transactionCount: 0,
    position: stranger.position,
  });
  assert.deepEqual((await scene.ask(owner, `{ budget(id: "${id}") { name archived } }`)).budget, {
    name: 'A budget',
    archived: false,
  });
});

test('without a viewer nothing is answered', async () => {
  await using scene = await openScene();
  const key = 'nobody-at-all';
  for (const operation of [
    `{ report(period: WEEK) { __typename } }`,
    `{ budgets { id } }`,
    `{ budget(id: "${uuidv7()}") { id } }`,
    `{ _entities(representations: [{ __typename: "Budget", id: "${uuidv7()}" }]) { __typename } }`,
    `mutation { archiveBudget(input: { id: "${uuidv7()}", idempotencyKey: "${key}" }) { __typename } }`,
    `mutation { updateBudget(input: { id: "${uuidv7()}", idempotencyKey: "${key}" }) { __typename } }`,
    `mutation { createBudget(input: { name: "a", period: WEEK, limit: { amount: "1" }, idempotencyKey: "${key}" }) { __typename } }`,
  ]) {
    const { codes } = await scene.run(null, operation);
    assert.deepEqual(codes, ['UNAUTHENTICATED'], operation);
  }
});

test('the status and crossings of many budgets are read in one statement each', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  for (const period of ['WEEK', 'MONTH', 'YEAR', 'MONTH', 'WEEK']) {
    await createBudget(scene, book, { categoryId: food, period });
  }
  await scene.feed(book.posted({ date: '2026-03-10', spent: { [food]: 90_00n } }));
  const { budgets } = await scene.ask(
    book,
    `{ budgets { status { percent } crossings(first: 3) { thresholdPercent } } }`,
  );
  const each = { status: { percent: 90 }, crossings: [{ thresholdPercent: 80 }] };
  assert.deepEqual(budgets, [each, each, each, each, each]);

  const statements: string[] = [];
  const sql = postgres(scene.databaseUrl, {
    types: { bigint: postgres.BigInt },
    max: 1,
    debug: (_connection, query) => statements.push(query),
  });
  // The first statement of a connection brings others with it.
  await sql`SELECT 1`;
  statements.length = 0;
  const { viewer } = book;
  const reporting: Reporting = {
    sql,
    arrivals: new Arrivals(),
    drops: { drop: async () => {} },
    relay: { wake: () => {} },
    defaultThresholds: [],
    waitMs: 0,
    now: () => scene.clock,
  };
  const loaders = createLoaders(reporting, viewer);
  const context = { viewer, requestId: '', traceparent: undefined, reporting, loaders };
  const schema = buildSchema(new URL('../schema.graphql', import.meta.url), resolvers);
  const { errors } = await graphql({
    schema,
    source: `{ budgets { id status { percent } crossings { id } } }`,
    contextValue: context,
  });
  await sql.end();
  assert.equal(errors, undefined);
  // The budgets, the preferences, what was spent, and the crossings.
  assert.equal(statements.length, 4, statements.join('\n'));
});
