import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import postgres from 'postgres';
import * as operations from '../../src/demo/operations.ts';
import { GraphClient } from '../../src/graph-client.ts';
import type { SubgraphName } from '../faults/cluster/pieces.ts';
import { type EveryPiece, startEveryPiece } from '../fixture/every-piece.ts';
import { importStatement, previewStatement } from '../people/asking.ts';
import type { Person } from '../people/person.ts';
import { budgetOf, canaries, canaryPerson, foundIn, overspend, type Places } from './canaries.ts';

type Line = Record<string, unknown> & { readonly level: string; readonly msg: string };

const secrets = ['a secret that only gateway', 'the same long master key', 'eyJ', 'postgres://'];

let outlay: EveryPiece;
let mailServer: Server;
let person: Person;
let places: Places;

type Name = SubgraphName | 'gateway';

const pieces = () => ({ gateway: outlay.gateway, ...outlay.subgraphs });
const printed = () => Object.entries(pieces()).map(([name, piece]) => [name, piece.printed()]);
function linesOf(name: Name): Line[] {
  const lines = pieces()[name].printed().split('\n');
  return lines.flatMap((line) => (line === '' ? [] : (JSON.parse(line) as Line)));
}

/** A mail server that takes no mail, and quotes in its refusal what it was told. */
function refusingMailServer(): Server {
  return createServer((socket) => {
    socket.write('220 canary-mail\r\n');
    socket.on('data', (data) => {
      const said = String(data).trim();
      const greeted = /^(EHLO|HELO|MAIL)/i.test(said);
      socket.write(greeted ? '250 OK\r\n' : `550 ${said} is nobody here\r\n`);
    });
    socket.on('error', () => {});
  });
}

before(async () => {
  mailServer = refusingMailServer().listen(0, '127.0.0.1');
  await once(mailServer, 'listening');
  const { port } = mailServer.address() as AddressInfo;
  outlay = await startEveryPiece({
    LOG_LEVEL: 'trace',
    SMTP_URL: `smtp://canary-user:canary-secret@127.0.0.1:${port}`,
  });
  person = await canaryPerson(outlay.url);
  places = await budgetOf(person);
});

after(async () => {
  await outlay?.[Symbol.asyncDispose]();
  mailServer?.close();
});

test('the main job, an alert that can’t be mailed, and every kind of mistake', async () => {
  const { client } = person;
  const statement = `Date;Description;Amount\n02.05.2026;${canaries.payee};-37,20\nsomeday;${canaries.payee};1\n`;
  const preview = await client.mutate<{ id: string }>(previewStatement, {
    accountId: places.accountId,
    fileName: canaries.fileName,
    contentBase64: Buffer.from(statement).toString('base64'),
  });
  await client.mutate(importStatement, { previewId: preview.id, idempotencyKey: 'canary-import' });
  await overspend(person, places);
  await eventually(() => linesOf('notification').some(({ msg }) => msg.startsWith('A job failed')));

  const { email, password } = canaries;
  const anonymous = new GraphClient(outlay.url);
  const refused = (work: Promise<unknown>) => assert.rejects(work);
  await refused(anonymous.mutate(operations.signIn, { email, password: 'canary-wrong-password' }));
  await refused(anonymous.mutate(operations.signIn, { email: password, password: email }));
  await refused(anonymous.request(`{ canary(text: "canary-literal") }`));
  await refused(anonymous.request('{ me { id canary-not-a-document'));
  await refused(client.request(operations.addExpense, { input: { amount: 'canary-variable' } }));
  await refused(new GraphClient(outlay.url, 'canary.canary.canary').request('{ me { id } }'));
  await fetch(outlay.url, { method: 'POST', body: 'canary-body' });
  await fetch(`${outlay.url}/canary-path?canary=query`);
});

test('what nobody expected is told under the request’s id by whom it befell', async () => {
  const sql = postgres(outlay.databases.reporting, { max: 1 });
  await sql`ALTER TABLE budgets RENAME TO gone`;
  await sql.end();
  const requestId = 'request-of-a-canary';
  const response = await fetch(outlay.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${person.token}`,
      'x-request-id': requestId,
    },
    body: JSON.stringify({
      query: operations.createBudget,
      variables: {
        input: {
          name: canaries.budget,
          period: 'MONTH',
          limit: { amount: '1.00' },
          idempotencyKey: 'canary-2',
        },
      },
    }),
  });
  const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
  assert.equal(errors[0]?.extensions.code, 'INTERNAL_SERVER_ERROR_MASKED');
  const error = linesOf('reporting').find(({ msg }) => msg === 'unexpected error');
  assert.deepEqual([error?.['requestId'], error?.level], [requestId, 'error']);
  const line = await eventually(() =>
    linesOf('gateway').find((each) => each['requestId'] === requestId),
  );
  assert.deepEqual([line.msg, line['status']], ['request', 200]);
});

test('no line of any piece holds what a person wrote, a secret or a token', async () => {
  await outlay.stop();
  for (const [name, text] of printed()) {
    const told = (text as string).replaceAll('request-of-a-canary', '');
    assert.deepEqual(foundIn(told, secrets), [], name as string);
  }
});

test('every line is JSON and says how badly, when, who and what', () => {
  for (const name of Object.keys(pieces()) as Name[]) {
    const lines = linesOf(name);
    assert.ok(lines.length > 1, name);
    for (const line of lines) {
      assert.deepEqual([line['piece'], typeof line.msg], [name, 'string'], JSON.stringify(line));
      assert.ok(!Number.isNaN(Date.parse(String(line['time']))));
    }
  }
});

test('each request is one line at the gateway, with an id of its own', () => {
  const lines = linesOf('gateway').filter(({ msg }) => msg === 'request');
  assert.ok(lines.length > 10, `${lines.length} requests`);
  const ids = new Set(lines.map((line) => line['requestId']));
  assert.equal(ids.size, lines.length);
  const told = new Set(lines.flatMap((line) => Object.keys(line)));
  const where = ['level', 'time', 'piece', 'requestId', 'msg'];
  const what = ['method', 'route', 'status', 'ms', 'operation', 'kind'];
  assert.deepEqual([...told].sort(), [...where, ...what].sort());
});
