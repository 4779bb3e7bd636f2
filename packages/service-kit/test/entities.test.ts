import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  execute,
  type ExecutionResult,
  getOperationAST,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  parse,
} from 'graphql';
import { compileOperation } from '../src/execution/compile.ts';
import { executable } from '../src/schema.ts';

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query { one: Int }
  type Cup @key(fields: "id") { id: ID! name: String }
  "Has no __resolveReference."
  type Plate @key(fields: "id") { id: ID! name: String }
  interface Drink @key(fields: "id") { id: ID! name: String }
  type Tea implements Drink @key(fields: "id") { id: ID! name: String }
  type Milk implements Drink @key(fields: "id") { id: ID! name: String }
  interface Food @key(fields: "id") { id: ID! name: String }
  type Bread implements Food @key(fields: "id") { id: ID! name: String }`);

const query = `query ($of: [_Any!]!) { _entities(representations: $of) { __typename
  ... on Cup { id name } ... on Plate { id name } ... on Drink { id name } ... on Food { id name } } }`;

type Context = { readonly who: string };
type Resolve = (
  reference: { readonly id?: string },
  context: Context,
  info: GraphQLResolveInfo,
) => unknown;

const cup = { id: '1', name: 'cup' };

/** As some libraries have it: what `then` gives is of no use. */
const thenable = (
  then: (found: (value: unknown) => void, failed: (error: Error) => void) => void,
) => ({
  // oxlint-disable-next-line unicorn/no-thenable -- resolvers may give anything
  then: (...heard: Parameters<typeof then>) => void then(...heard),
});

/** A copy of one has no name. */
class Named {
  readonly id = '1';
  readonly #type: string;
  constructor(type: string) {
    this.#type = type;
  }
  get __typename() {
    return this.#type;
  }
  get name() {
    return 'cup';
  }
}

/** What the resolver of a cup does. */
const cups: Readonly<Record<string, Resolve>> = {
  'gives it at once': () => ({ ...cup }),
  'gives what it was told': ({ id }, { who }, { path, parentType }) => ({
    id,
    name: `${who} ${path.key} ${parentType.name}`,
  }),
  'gives a promise': async () => ({ ...cup }),
  'gives a thenable that is no promise': () => thenable((found) => found({ ...cup })),
  'gives a thenable of a promise': () => thenable((found) => found(Promise.resolve({ ...cup }))),
  'gives a thenable that fails': () => thenable((_found, failed) => failed(new Error('no'))),
  'gives a thenable that throws': () =>
    thenable(() => {
      throw new Error('no');
    }),
  'gives null': () => null,
  'gives undefined': () => undefined,
  'gives a promise of null': async () => null,
  'gives a promise of undefined': async () => undefined,
  'gives an error': () => new Error('broken'),
  'gives a promise of an error': async () => new Error('broken'),
  rejects: async () => {
    throw new Error('broken');
  },
  'throws at once': () => {
    throw new Error('broken');
  },
  'gives a text': () => 'cup',
  'gives a number': async () => 1,
  'gives a function': () => () => cup,
  'gives a list': () => [cup],
  'gives one that has its name': () => ({ __typename: 'Cup', ...cup }),
  'gives a frozen one that has its name': () => Object.freeze({ __typename: 'Cup', ...cup }),
  'gives a frozen one': () => Object.freeze({ ...cup }),
  'gives a promise of a frozen one': async () => Object.freeze({ ...cup }),
  'gives one with a name of another type': () => ({ ...cup, __typename: 'Plate' }),
  'gives a promise of one with another name': async () => ({ ...cup, __typename: 'Plate' }),
  'gives one whose name is undefined': () => ({ ...cup, __typename: undefined }),
  'gives one of a class that names it': () => new Named('Cup'),
  'gives one of a class that names it otherwise': () => new Named('Plate'),
  'gives one whose name can’t be read': () => ({
    ...cup,
    get __typename(): string {
      throw new Error('no');
    },
  }),
  'gives one without its key': () => ({}),
};

const drinks: Readonly<Record<string, Resolve>> = {
  tea: ({ id }) => ({ id, name: 'tea', __typename: 'Tea' }),
  milk: async ({ id }) => ({ id, name: 'milk', __typename: 'Milk' }),
  cup: () => ({ ...cup, __typename: 'Cup' }),
  'of no type': ({ id }) => ({ id }),
  'of a type that there is not': ({ id }) => ({ id, __typename: 'Wine' }),
  nothing: () => null,
};

/** Two of one list may be one object. */
function resolvers() {
  const shared = { id: 'shared', name: 'one' };
  return {
    Cup: {
      __resolveReference: (...told: Parameters<Resolve>) =>
        told[0].id === 'shared' ? shared : cups[String(told[0].id)]?.(...told),
    },
    Drink: {
      __resolveReference: (...told: Parameters<Resolve>) =>
        told[0].id === 'shared' ? shared : drinks[String(told[0].id)]?.(...told),
      __resolveType: ({ __typename: name }: { readonly __typename?: string }) => name ?? 'Tea',
    },
    Tea: { __resolveReference: () => shared },
    Food: { __resolveType: async () => 'Bread' },
    Bread: { __resolveReference: ({ id }: { readonly id: string }) => ({ id, name: 'bread' }) },
  };
}

type Asked = { readonly of?: unknown; readonly text?: string; readonly sdl?: typeof typeDefs };

/** What is answered by @apollo/subgraph and graphql-js; checks that ours answer the same. */
async function answer({ of = [], text = query, sdl = typeDefs }: Asked): Promise<ExecutionResult> {
  const module = () => ({ typeDefs: sdl, resolvers: sdl === typeDefs ? resolvers() : {} });
  const document = parse(text);
  const variables = { of };
  const context: Context = { who: 'somebody' };
  const run = async (schema: GraphQLSchema) =>
    execute({ schema, document, variableValues: variables, contextValue: context });
  const expected = await run(buildSubgraphSchema([module() as never]));
  assert.deepEqual(told(await run(executable(module()))), told(expected));
  const schema = executable(module());
  const compiled = compileOperation(schema, document, getOperationAST(document)!);
  assert.deepEqual(told((await compiled!(context, undefined, variables))!), told(expected));
  return expected;
}

/** In what order errors of several entities happen is not said. */
function told({ data, errors = [] }: ExecutionResult) {
  const all = errors.map(({ message, path }) => {
    // V8 has another word for a property that is assigned.
    return `${path?.join('.')}: ${message.replace('Cannot add', 'Cannot define')}`;
  });
  return { data: JSON.stringify(data), errors: all.sort() };
}

describe('entities are resolved as @apollo/subgraph does, where the resolver of one', () => {
  for (const what of Object.keys(cups)) {
    test(what, async () => {
      await answer({ of: [{ __typename: 'Cup', id: what }] });
    });
  }

  test('does any of these in one list', async () => {
    const ids = Object.keys(cups).filter((what) => what !== 'throws at once');
    const { data, errors } = await answer({ of: ids.map((id) => ({ __typename: 'Cup', id })) });
    const entities = data?.['_entities'] as ({ readonly name: string } | null)[];
    assert.deepEqual(
      [entities.length, entities[0]?.name, entities[1]?.name],
      [ids.length, 'cup', 'somebody _entities Query'],
    );
    assert.ok(errors && errors.length > 5);
  });

  test('throws at once while another of the list is under way, of which all fail', async () => {
    const of = ['gives a promise', 'throws at once', 'gives it at once'];
    const { data, errors } = await answer({ of: of.map((id) => ({ __typename: 'Cup', id })) });
    assert.deepEqual([data, errors?.length], [null, 1]);
  });

  test('gives the same object for two of them', async () => {
    const shared = { __typename: 'Cup', id: 'shared' };
    await answer({ of: [shared, shared] });
    await answer({ of: [shared, { ...shared, __typename: 'Tea' }, shared] });
    await answer({ of: [shared, { ...shared, __typename: 'Drink' }] });
  });
});

describe('and where they are asked for', () => {
  test('as a type that has no resolver', async () => {
    await answer({ of: [{ __typename: 'Plate', id: '1', name: 'plate' }] });
    await answer({ of: [{ __typename: 'Plate' }] });
  });

  test('as an interface, alone and among others', async () => {
    const asked = Object.keys(drinks).map((id) => ({ __typename: 'Drink', id }));
    for (const each of asked) await answer({ of: [each] });
    const known = { __typename: 'Cup', id: 'gives it at once' };
    const { data } = await answer({ of: [known, ...asked, { __typename: 'Food', id: '1' }] });
    const entities = data?.['_entities'] as ({ readonly name: string } | null)[];
    const names = entities.map((each) => each?.name);
    assert.deepEqual([names[0], names[1], names.at(-1)], ['cup', 'tea', 'bread']);
  });

  const strange = ['Wine', '', '_Entity', '_Any', 'toString', '__proto__', 1, null, {}, ['Cup']];
  for (const type of strange) {
    test(`as ${JSON.stringify(type)}`, async () => {
      await answer({ of: [{ __typename: type, id: 'gives it at once' }] });
      const known = { __typename: 'Cup', id: 'rejects' };
      await answer({ of: [{ ...known, id: 'gives a promise' }, { __typename: type }] });
    });
  }

  const none = [{ id: '1' }, {}, 'Cup', '', 1, true, [], [{ __typename: 'Cup' }], null];
  for (const malformed of none) {
    test(`by ${JSON.stringify(malformed)}`, async () => {
      await answer({ of: [malformed] });
      await answer({ of: malformed });
      const known = { __typename: 'Cup', id: 'gives a promise' };
      await answer({ of: [known, malformed, known] });
    });
  }

  test('by literals, by an empty list and by none', async () => {
    const ask = (of: string) => `{ _entities(representations: ${of}) { ... on Cup { id name } } }`;
    const given = '[{ __typename: "Cup", id: "gives it at once" }]';
    for (const each of [given, '[]', '[1]', 'null', '""']) await answer({ text: ask(each) });
    await answer({ text: '{ _entities { ... on Cup { id } } }' });
    const { data } = await answer({ of: [] });
    assert.deepEqual({ ...data }, { _entities: [] });
  });

  test('of a schema that has none, or whose root has another name', async () => {
    const { data } = await answer({ sdl: parse('type Query { one: Int }') });
    assert.deepEqual({ ...data }, {});
    const sdl = parse(
      'schema { query: Root } type Root { one: Int } type Cup @key(fields: "id") { id: ID! }',
    );
    const text = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Cup { id } } }';
    await answer({
      sdl,
      text,
      of: [
        { __typename: 'Cup', id: '1' },
        { __typename: 'Tea', id: '1' },
      ],
    });
  });
});

test('an entity that is at hand is no promise', () => {
  const schema = executable({ typeDefs, resolvers: resolvers() });
  const document = parse(query);
  const of = ['gives it at once', 'gives null', 'gives one with a name of another type'];
  const variables = { of: of.map((id) => ({ __typename: 'Cup', id })) };
  const compiled = compileOperation(schema, document, getOperationAST(document)!);
  assert.ok(!(compiled!({ who: '' }, undefined, variables) instanceof Promise));
});

test('one that throws at once leaves no other unheard, which would end the process', async () => {
  const schema = executable({ typeDefs, resolvers: resolvers() });
  const of = ['rejects', 'gives a frozen one', 'throws at once'];
  const variableValues = { of: of.map((id) => ({ __typename: 'Cup', id })) };
  const { errors } = await execute({ schema, document: parse(query), variableValues });
  assert.equal(errors?.length, 1);
  await turn();
  await turn();
});
