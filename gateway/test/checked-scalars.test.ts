import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { type Gateway, startGateway } from '../src/service.ts';
import { inProcessSource } from '../src/sources/in-process.ts';
import type { SubgraphSource } from '../src/sources/source.ts';
import { ask, memoryLogger, tokenMaker } from './fixture/house.ts';
import { outlaySubgraphs } from './fixture/outlay.ts';

type Locations = readonly { readonly line: number; readonly column: number }[];

const decimal = 'Decimal must be an exact decimal as a string, such as "12.50".';
const date = 'Date must be a calendar date, YYYY-MM-DD.';

const currency = 'CurrencyCode must be an ISO 4217 code in capitals, such as EUR.';

/** Where a text is in a document: line and column. */
function placeOf(document: string, text: string): [number, number] {
  const before = document.slice(0, document.indexOf(text)).split('\n');
  return [before.length, (before.at(-1)?.length ?? 0) + 1];
}

const addExpense = (amount: string, more = '') =>
  `mutation ($date: Date) {
    addExpense(input: { amount: { amount: ${amount} }, date: $date, idempotencyKey: "k"${more} }) {
      ... on AddExpenseSuccess { transaction { id date } }
    }
  }`;

for (const fastPath of [true, false]) {
  describe(`values of our scalars, ${fastPath ? 'prepared' : 'by Apollo alone'}`, () => {
    let gateway: Gateway;
    let token: string;
    let outlay: ReturnType<typeof outlaySubgraphs>;
    const sent: Record<string, unknown>[] = [];

    before(async () => {
      const tokens = await tokenMaker();
      token = await tokens.token();
      const { logger } = memoryLogger();
      outlay = outlaySubgraphs(() => tokens.token());
      const sources = outlay.subgraphs.map((subgraph): SubgraphSource => {
        const source = inProcessSource(subgraph, logger);
        return {
          ...source,
          execute: (operation, request) => {
            sent.push({ ...operation.variables });
            return source.execute(operation, request);
          },
        };
      });
      const config = { host: '127.0.0.1', port: 0, jwks: tokens.keys, logger, fastPath };
      gateway = await startGateway(config, sources);
    });
    after(() => gateway.stop());

    /** What is told, and that no subgraph was asked for it. */
    async function refused(query: string, variables: Record<string, unknown> = {}) {
      sent.length = 0;
      const { status, errors = [] } = await ask(`${gateway.url}/graphql`, query, {
        token,
        variables,
      });
      assert.deepEqual(sent, []);
      return [status, ...errors].map((error) => {
        if (typeof error === 'number') return error;
        const { message, locations, extensions } = error as typeof error & { locations: Locations };
        return [extensions['code'], message, locations.map(({ line, column }) => [line, column])];
      });
    }

    test('that are wrong in a document are told with their place', async () => {
      const wrong = (message: string, query: string, value: string) => [
        'GRAPHQL_VALIDATION_FAILED',
        message,
        [placeOf(query, value)],
      ];
      for (const value of ['"abc"', '1.5', 'EUR', '["1"]', '{ a: 1 }', 'true']) {
        const query = addExpense(value);
        assert.deepEqual(await refused(query), [400, wrong(decimal, query, value)]);
      }
      const report =
        '{ report(period: WEEK, date: "2026-02-30", currency: "Euro") { __typename } }';
      assert.deepEqual(await refused(report), [
        400,
        wrong(date, report, '"2026-02-30"'),
        wrong(currency, report, '"Euro"'),
      ]);
      const byDefault =
        'query ($day: Date = "today") { report(period: WEEK, date: $day) { __typename } }';
      assert.deepEqual(await refused(byDefault), [400, wrong(date, byDefault, '"today"')]);
    });

    test('that are wrong in a variable are told with it', async () => {
      const query = addExpense('"1"');
      assert.deepEqual(await refused(query, { date: 'abc' }), [
        400,
        [
          'BAD_USER_INPUT',
          `Variable "$date" is not valid: ${date}`,
          [placeOf(query, '$date: Date')],
        ],
      ]);
    });

    test('that are right reach the subgraph as they were written', async () => {
      sent.length = 0;
      const variables = { date: '2026-03-01' };
      for (const amount of ['"12.50"', '12']) {
        const { status, data } = await ask(`${gateway.url}/graphql`, addExpense(amount), {
          token,
          variables,
        });
        assert.equal(status, 200);
        assert.match(JSON.stringify(data), /"date":"2026-03-01"/);
      }
      assert.deepEqual(sent, [variables, variables]);
      // Inside, a position is no text any more.
      const query =
        '{ report(period: MONTH, atLeast: "cDox") { ... on Report { spent { amount } } } }';
      const { data } = await ask(`${gateway.url}/graphql`, query, { token });
      assert.deepEqual(data, { report: { spent: { amount: '120.00' } } });
    });

    test('are checked in subscriptions too', async () => {
      const client = createClient({
        url: `${gateway.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { authorization: `Bearer ${token}` },
        retryAttempts: 0,
      });
      const query = 'subscription ($after: Cursor) { overspendAlerts(after: $after) { id } }';
      const literal = query.replace('after: $after', 'after: "!"').replace('($after: Cursor)', '');
      const errorOf = (query: string, variables = {}) =>
        client
          .iterate({ query, variables })
          .next()
          .then(
            () => assert.fail('was taken'),
            (errors: { extensions: { code: string }; locations: Locations }[]) =>
              errors.map(({ extensions, locations }) => [extensions.code, locations.length]),
          );
      assert.deepEqual(await errorOf(literal), [['GRAPHQL_VALIDATION_FAILED', 1]]);
      assert.deepEqual(await errorOf(query, { after: '!' }), [['BAD_USER_INPUT', 1]]);
      assert.equal(outlay.watching(), 0);
      await client.dispose();
    });
  });
}
