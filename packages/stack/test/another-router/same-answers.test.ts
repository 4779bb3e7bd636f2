import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gatewayEnvironment } from '../faults/cluster/pieces.ts';
import { type EveryPiece, startEveryPiece } from '../fixture/every-piece.ts';
import { type Asked, lists, ourOperations } from '../statements/asked.ts';
import { type Book, fillBook } from '../statements/books.ts';
import { type Piece, startPiece } from '../story/processes.ts';

/**
 * Any router that understands Federation may stand in our gateway's place, once it signs its requests. What
 * our clients ask of Hive Gateway, over the same subgraphs, is answered as our own gateway answers it: data
 * and the order of its fields. A mutation is sent to both with the same idempotency key, so it is carried out
 * once and answered twice.
 */
const root = new URL('../../../../', import.meta.url);

let outlay: EveryPiece;
let router: Piece;
let book: Book;

before(async () => {
  outlay = await startEveryPiece();
  const { JWKS_URL = '', GATEWAY_SECRET = '' } = gatewayEnvironment((name) =>
    Number(new URL(outlay.subgraphs[name].url).port),
  );
  router = await startPiece('packages/stack/test/another-router/hive.mjs', {
    SUPERGRAPH: supergraphOver(outlay),
    JWKS_URL,
    GATEWAY_SECRET,
  });
  book = await fillBook(outlay.url, 3);
});

after(async () => {
  await router?.stop();
  await outlay?.[Symbol.asyncDispose]();
});

const firstLook = {
  name: 'GraphiQL’s first look',
  query: readFileSync(new URL('gateway/assets/graphiql/tabs/first-look.graphql', root), 'utf8'),
};

for (const asked of [...ourOperations, ...lists, firstLook]) {
  test(asked.name, () => answersAlike(asked));
}

test('who is not signed in is told so', async () => {
  const query = '{ categories { id } }';
  for (const url of [outlay.url, `${router.url}/graphql`]) {
    const { errors } = await ask(url, query, {}, null);
    assert.equal(errors?.[0]?.extensions?.code, 'UNAUTHENTICATED');
  }
});

async function answersAlike({ query, variables }: Asked): Promise<void> {
  const given = (await variables?.(book)) ?? {};
  const theirs = await ask(`${router.url}/graphql`, query, given);
  assert.equal(theirs.errors, undefined);
  const ours = await ask(outlay.url, query, given);
  assert.equal(withoutTokens(theirs.data), withoutTokens(ours.data));
}

type Answer = { data?: unknown; errors?: { extensions?: { code?: string } }[] };

async function ask(
  url: string,
  query: string,
  variables: Record<string, unknown>,
  token: string | null = book.token,
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

/** Each sign-in has tokens of its own. */
function withoutTokens(data: unknown): string {
  return JSON.stringify(data, (key, value: unknown) => (key === 'accessToken' ? '(token)' : value));
}

/** The committed graph, with where its subgraphs are; the name is said in the address, for the signature. */
function supergraphOver({ subgraphs }: EveryPiece): string {
  const text = readFileSync(fileURLToPath(new URL('schema/supergraph.graphql', root)), 'utf8');
  return Object.entries(subgraphs).reduce(
    (graph, [name, { url }]) =>
      graph.replace(`http://${name}.invalid/graphql`, `${url}/graphql?subgraph=${name}`),
    text,
  );
}
