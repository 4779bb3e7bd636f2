import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { getOperationAST, GraphQLError } from 'graphql';
import { createAnswerGraphql } from '../src/answer-graphql.ts';
import type { AdmitOperation } from '../src/guards/admit-operation.ts';
import type { Authenticate } from '../src/guards/authenticate.ts';
import { defaultLimits, readDocument } from '../src/guards/limits.ts';
import { refusal } from '../src/guards/refusal.ts';
import { newViewer } from './subscriptions/fixture/viewers.ts';

const expired = refusal(401, 'TOKEN_EXPIRED', 'The access token has expired.');
const viewer = newViewer();

type Door = {
  readonly authenticate?: Authenticate;
  readonly find?: () => void;
  readonly pay?: () => void;
};

/** What stands around the guards, with a token that expired unless `authenticate` says otherwise. */
function startDoor({ authenticate = throwing(expired), find, pay }: Door = {}) {
  /** Who paid, and for whom it was executed. */
  const seen = { paid: [] as unknown[], executed: [] as unknown[] };
  const admit: AdmitOperation = async ({ query = '', operationName }, sender, check) => {
    find?.();
    const { document } = readDocument(query ?? '', defaultLimits);
    const operation = getOperationAST(document, operationName);
    if (!operation) throw refusal(400, 'OPERATION_RESOLUTION_FAILURE', 'Which one?');
    check?.(operation, document);
    seen.paid.push(sender.viewer);
    pay?.();
    return { query: query ?? '', document, operation, headers: () => ({}), cost: undefined };
  };
  const answer = createAnswerGraphql({
    authenticate,
    admit,
    execute: async (_asked, request) => {
      seen.executed.push(request.viewer);
      return { text: '{}', status: 200, headers: {} };
    },
  });
  const send = (parameters: unknown, method = 'POST') =>
    answer({
      method,
      headers: { host: 'gateway', authorization: 'Bearer x' },
      requestId: randomUUID(),
      clientAddress: '203.0.113.9',
      parameters: () => {
        if (parameters instanceof Error) throw parameters;
        return parameters;
      },
      tell: () => {},
    });
  return {
    seen,
    send,
    codeOf: async (...sent: Parameters<typeof send>) => {
      const error = await send(...sent).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof GraphQLError, `${String(error)} is no refusal`);
      return error.extensions['code'];
    },
  };
}

function throwing(error: Error): () => never {
  return () => {
    throw error;
  };
}

const signIn = 'signIn(name: "Ada")';
const rename = 'rename(name: "Eve") { name }';

test('what needs nobody to be signed in is answered as if no token had been sent', async () => {
  const { send, seen } = startDoor();
  const open = [
    'mutation { signUp(name: "Ada") }',
    'mutation { signIn(name: "Ada") }',
    'mutation { refreshSession(token: "t") { token } }',
    'mutation { signOut(token: "t") }',
    'mutation { __typename }',
    `mutation { rename: ${signIn} }`,
    `mutation { ... { ... on Mutation { ${signIn} } } }`,
    `mutation { ...F } fragment F on Mutation { __typename ...G } fragment G on Mutation { ${signIn} }`,
    'mutation { ...F ...F } fragment F on Mutation { __typename }',
  ];
  for (const query of open) assert.equal((await send({ query })).status, 200, query);
  const two = `mutation A { ${signIn} } mutation B { ${rename} } query C { me { id } }`;
  assert.equal((await send({ query: two, operationName: 'A' })).status, 200);
  const nobody = [...open, two].map(() => null);
  assert.deepEqual(seen, { paid: nobody, executed: nobody });
});

test('anything else hears that its token is refused, is paid by nobody and is not executed', async () => {
  const { codeOf, seen } = startDoor();
  for (const query of [
    `mutation { ${rename} }`,
    `mutation { ${signIn} ${rename} }`,
    `mutation { ${rename} ${signIn} }`,
    'mutation { signIn: rename(name: "Eve") { name } }',
    `mutation { ${signIn} ... { ${rename} } }`,
    `mutation { ${signIn} ...F } fragment F on Mutation { ... { ${rename} } }`,
    `mutation { ...F } fragment F on Mutation { ...G } fragment G on Mutation { ${rename} }`,
    `query { ${signIn} }`,
    '{ __typename }',
    'subscription { __typename }',
  ]) {
    assert.equal(await codeOf({ query }), 'TOKEN_EXPIRED', query);
  }
  const two = `mutation A { ${signIn} } mutation B { ${rename} }`;
  assert.equal(await codeOf({ query: two, operationName: 'B' }), 'TOKEN_EXPIRED');
  assert.deepEqual(seen, { paid: [], executed: [] });
});

test('that its token is refused is what a request hears, whatever else is wrong with it', async () => {
  const { codeOf, seen } = startDoor();
  for (const parameters of [
    [{ query: `mutation { ${signIn} }` }],
    { query: 1 },
    refusal(400, 'BAD_REQUEST', 'It is no JSON.'),
    { query: '{' },
    { query: `mutation { ${signIn} again: ${signIn} }` },
    { query: 'mutation { ...F } fragment F on Mutation { ...F }' },
    { query: 'mutation { ...F }' },
    { query: 'mutation A { signIn } mutation B { signUp }' },
  ]) {
    assert.equal(await codeOf(parameters), 'TOKEN_EXPIRED', JSON.stringify(parameters));
  }
  assert.deepEqual(seen, { paid: [], executed: [] });
  const unfound = startDoor({ find: throwing(refusal(400, 'DOCUMENT_NOT_TRUSTED', 'No.')) });
  assert.equal(await unfound.codeOf({}), 'TOKEN_EXPIRED');
});

test('a text that isn’t known yet is asked for, whoever sends its hash', async () => {
  const find = throwing(refusal(400, 'PERSISTED_QUERY_NOT_FOUND', 'Send the text.'));
  assert.equal(await startDoor({ find }).codeOf({}), 'PERSISTED_QUERY_NOT_FOUND');
});

test('what needs nobody to be signed in hears why it is refused itself', async () => {
  const pay = throwing(refusal(429, 'RATE_LIMITED', 'Too many.'));
  const { codeOf, seen } = startDoor({ pay });
  const query = `mutation { ${signIn} }`;
  assert.equal(await codeOf({ query }), 'RATE_LIMITED');
  assert.deepEqual(seen.paid, [null]);
  assert.equal(await codeOf({ query }, 'GET'), 'METHOD_NOT_ALLOWED');
  assert.deepEqual(seen, { paid: [null], executed: [] });
});

test('with a token that holds, and with none, what is wrong with a request is told', async () => {
  for (const authenticate of [() => viewer, async () => viewer, () => null]) {
    const { send, codeOf, seen } = startDoor({ authenticate });
    assert.equal(await codeOf([]), 'BAD_REQUEST');
    assert.equal(await codeOf({ query: '{' }), 'GRAPHQL_PARSE_FAILED');
    assert.equal(await codeOf({ query: `mutation { ${rename} }` }, 'GET'), 'METHOD_NOT_ALLOWED');
    await send({ query: `mutation { ${rename} }` });
    const who = await authenticate();
    assert.deepEqual(seen, { paid: [who], executed: [who] });
  }
});

test('only a token that is refused is as none: keys out of reach, and faults of ours, are told to all', async () => {
  const query = `mutation { ${signIn} }`;
  const unreachable = refusal(503, 'SUBGRAPH_UNAVAILABLE', 'Not right now.');
  const odd = new Error('odd');
  const coded = Object.assign(new Error('odd'), { extensions: { code: 'TOKEN_EXPIRED' } });
  for (const error of [unreachable, odd, coded]) {
    for (const authenticate of [throwing(error), () => Promise.reject(error)]) {
      const { send, seen } = startDoor({ authenticate });
      await assert.rejects(send({ query }), error);
      assert.deepEqual(seen, { paid: [], executed: [] });
    }
  }
  for (const code of ['TOKEN_EXPIRED', 'UNAUTHENTICATED']) {
    const { send } = startDoor({ authenticate: () => Promise.reject(refusal(401, code, 'No.')) });
    assert.equal((await send({ query })).status, 200);
  }
});
