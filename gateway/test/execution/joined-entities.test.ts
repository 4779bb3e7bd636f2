import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'graphql';
import { createPreparedExecutor } from '../../src/execution/executor.ts';
import { readAnswer } from '../../src/sources/read-answer.ts';
import type { SubgraphSource } from '../../src/sources/source.ts';
import { readGraph } from '../../src/subscriptions/graph.ts';
import { composeSubgraphs, memoryLogger } from '../fixture/house.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key"])';
const sdl = composeSubgraphs({
  shelf: `${link} type Query { parcels: [Parcel!]! } type Parcel { of: Thing! } type Thing @key(fields: "id") { id: ID! }`,
  names: `${link} type Thing @key(fields: "id") { id: ID! name: String! }`,
});

/** A subgraph that answers this text, whatever it is asked. */
const saying = (name: string, text: string): SubgraphSource => ({
  name,
  execute: async (request) => readAnswer(text, request),
  subscribe: () => () => {},
  health: async () => ({ ready: true, problems: [] }),
  stop: async () => {},
});

/** What is answered to two things whose subgraph gives so many names; null where it is left to Apollo. */
async function answerWith(...names: readonly string[]): Promise<string | null> {
  const parcels = ['1', '2'].map((id) => ({ of: { __typename: 'Thing', id } }));
  const entities = names.map((name) => ({ name }));
  const sources = [
    saying('shelf', JSON.stringify({ data: { parcels } })),
    saying('names', JSON.stringify({ data: { _entities: entities } })),
  ];
  const executor = createPreparedExecutor({
    graph: readGraph(sdl, 1, new Set(['shelf', 'names'])),
    sources: new Map(sources.map((source) => [source.name, source])),
    logger: memoryLogger().logger,
    recogniseAfter: 0,
  });
  const document = parse('{ parcels { of { name } } }');
  const request = { viewer: null, requestId: 'of-a-test' };
  const answer = await executor.execute({ document }, request, async () => null);
  return answer && (answer.json ?? JSON.stringify({ data: answer.data }));
}

test('texts are joined only where there is one entity for each that was asked for', async () => {
  const joined = '{"data":{"parcels":[{"of":{"name":"a"}},{"of":{"name":"b"}}]}}';
  assert.equal(await answerWith('a', 'b'), joined);
  assert.equal(await answerWith('a', 'b', 'c'), null);
  assert.equal(await answerWith('a'), null);
  assert.equal(await answerWith(), null);
});
