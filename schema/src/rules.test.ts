import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  buildSchema,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLObjectType,
  type GraphQLType,
  isCompositeType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  isUnionType,
  parse,
  type ASTNode,
  visit,
} from 'graphql';
import { sdlOf, subgraphNames } from './subgraphs.ts';

/** What holds for the whole contract, whoever adds to it. Each broken rule is named with its place. */

const clientSdl = readFileSync(new URL('../client.graphql', import.meta.url), 'utf8');
const client = buildSchema(clientSdl);
const types = Object.values(client.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
const objects = types.filter(isObjectType);

function fieldsOf(type: { getFields: () => Record<string, GraphQLField<unknown, unknown>> }) {
  return Object.values(type.getFields());
}

describe('everything has its cost', () => {
  const directive = (name: string) => client.getDirective(name)!;

  test('a list of objects says how long it is, or by which arguments', () => {
    const silent = objects.flatMap((type) =>
      fieldsOf(type)
        .filter(
          ({ type: of }) => isListType(getNullableType(of)) && isCompositeType(getNamedType(of)),
        )
        .filter(({ astNode, name }) => {
          // A connection says it for the lists in it.
          const sized = sizedByParent.has(`${type.name}.${name}`);
          return !sized && !getDirectiveValues(directive('listSize'), astNode!);
        })
        .map(({ name }) => `${type.name}.${name}`),
    );
    assert.deepEqual(silent, []);
  });

  test('a mutation weighs more than reading', () => {
    const light = fieldsOf(client.getMutationType()!)
      .filter(
        ({ astNode }) =>
          !(Number(getDirectiveValues(directive('cost'), astNode!)?.['weight']) >= 10),
      )
      .map(({ name }) => name);
    assert.deepEqual(light, []);
  });

  const sizedByParent = new Set(
    objects.flatMap((type) =>
      fieldsOf(type).flatMap(({ astNode, type: of }) => {
        const size = getDirectiveValues(directive('listSize'), astNode!);
        const fields = (size?.['sizedFields'] ?? []) as string[];
        return fields.map((field) => `${getNamedType(of).name}.${field}`);
      }),
    ),
  );
});

describe('everything is described', () => {
  for (const name of subgraphNames) {
    test(`in the contract of ${name}`, () => assert.deepEqual(undescribed(sdlOf(name)), []));
  }
  test('in what clients see', () => assert.deepEqual(undescribed(clientSdl), []));

  test('and a missing description is found, wherever it may stand', () => {
    const bare = `type A { a(b: Int): Int } input C { d: Int } enum E { F } scalar G
      union H = A interface I { j: Int }`;
    assert.deepEqual(undescribed(bare), [
      'A',
      'A.a',
      'b',
      'C',
      'd',
      'E',
      'F',
      'G',
      'H',
      'I',
      'I.j',
    ]);
  });
});

/** The root types' names are GraphQL's own and say what they are. */
const rootNames = new Set(['Query', 'Mutation', 'Subscription']);

function undescribed(sdl: string): string[] {
  const missing: string[] = [];
  const described = (node: ASTNode, parent: string): void => {
    if (!('name' in node) || !node.name || !('kind' in node)) return;
    const name = node.name.value;
    const needsNone = rootNames.has(name) && node.kind === 'ObjectTypeDefinition';
    const said = 'description' in node ? node.description?.value.trim() : '';
    if (!said && !needsNone) missing.push(parent ? `${parent}.${name}` : name);
  };
  let type = '';
  visit(parse(sdl), {
    enter: (node) => {
      if (!node.kind.endsWith('Definition')) return undefined;
      // Directives come with federation's own specification and are described there.
      if (node.kind === 'DirectiveDefinition') return false;
      if (node.kind.endsWith('TypeDefinition') && 'name' in node) type = node.name?.value ?? '';
      described(node, node.kind === 'FieldDefinition' ? type : '');
      return undefined;
    },
  });
  return missing;
}

describe('a list that is paged is a Relay connection', () => {
  const connections = objects.filter(({ name }) => name.endsWith('Connection'));

  test('there are some', () => assert.ok(connections.length >= 2));

  for (const connection of connections) {
    test(connection.name, () => {
      const { edges, nodes, pageInfo } = connection.getFields();
      assert.ok(edges && pageInfo, 'it needs the fields edges and pageInfo');
      const edge = getNamedType(edges.type);
      assert.ok(isObjectType(edge) && String(edges.type) === `[${edge.name}!]!`);
      assert.equal(edge.name, connection.name.replace(/Connection$/, 'Edge'));
      const { node, cursor } = edge.getFields();
      assert.ok(node && isObjectType(getNamedType(node.type)), 'an edge has a node');
      assert.equal(String(cursor?.type), 'Cursor!');
      assert.equal(String(pageInfo.type), 'PageInfo!');
      if (nodes) assert.equal(String(nodes.type), `[${String(node.type)}]!`);
    });
  }

  test('PageInfo', () => {
    const { PageInfo } = client.getTypeMap();
    assert.ok(isObjectType(PageInfo));
    const fields = fieldsOf(PageInfo).map(({ name, type }) => `${name}: ${String(type)}`);
    assert.deepEqual(fields.sort(), [
      'endCursor: Cursor',
      'hasNextPage: Boolean!',
      'hasPreviousPage: Boolean!',
      'startCursor: Cursor',
    ]);
  });

  test('a field that gives one takes how many and from where', () => {
    const wrong = objects.flatMap((type) =>
      fieldsOf(type)
        .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
        .filter(({ args }) => {
          const given = new Set(
            args.map(({ name, type }) => `${name}: ${getNamedType(type).name}`),
          );
          const forward = given.has('first: Int') && given.has('after: Cursor');
          const backward = given.has('last: Int') === given.has('before: Cursor');
          return !forward || !backward;
        })
        .map((field) => `${type.name}.${field.name}`),
    );
    assert.deepEqual(wrong, []);
  });
});

/** Takes nothing that a repetition could do twice: see each field's description. */
const needsNoKey = new Set(['signIn', 'refreshSession', 'signOut', 'previewStatement']);

/** Named for what it is, since it is kept and passed on. */
const otherSuccess: Readonly<Record<string, string>> = {
  removeExpense: 'RemoveTransactionSuccess',
  previewStatement: 'StatementPreview',
};

describe('a mutation', () => {
  const mutations = fieldsOf(client.getMutationType() as GraphQLObjectType);

  for (const mutation of mutations) {
    const { name } = mutation;
    test(`${name} answers one success or problems`, () => {
      const answer = getNamedType(mutation.type);
      assert.ok(isUnionType(answer), `it answers ${answer.name}, which is no union`);
      const members = answer.getTypes();
      const [success, ...others] = members.filter((member) => !isProblem(member));
      const strays = others.map((member) => member.name);
      assert.deepEqual(strays, [], 'whatever is no success implements Problem');
      assert.equal(success?.name, otherSuccess[name] ?? `${capital(name)}Success`);

      const input = inputOf(mutation);
      const said = new Set(members.map((member) => member.name));
      const keyed = 'idempotencyKey' in input.getFields();
      if (keyed) assert.ok(said.has('InvalidInput') && said.has('IdempotencyConflict'));
      if (takesId(input)) assert.ok(said.has('NotFound'), 'an id may be one that isn’t there');
    });

    test(`${name} takes one input${needsNoKey.has(name) ? '' : ' with an idempotency key'}`, () => {
      const key = inputOf(mutation).getFields()['idempotencyKey'];
      assert.equal(key && String(key.type), needsNoKey.has(name) ? undefined : 'String!');
    });
  }

  test('the exceptions are exceptions of something', () => {
    const known = new Set(mutations.map(({ name }) => name));
    const named = [...needsNoKey, ...Object.keys(otherSuccess)];
    assert.deepEqual(
      named.filter((name) => !known.has(name)),
      [],
    );
  });
});

function isProblem(type: GraphQLObjectType): boolean {
  return type.getInterfaces().some(({ name }) => name === 'Problem');
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function inputOf({ name, args }: GraphQLField<unknown, unknown>): GraphQLInputObjectType {
  const [input, ...others] = args;
  assert.ok(input?.name === 'input' && others.length === 0, `${name} takes one argument, input`);
  const type = getNamedType(input.type);
  assert.ok(isInputObjectType(type) && input.type.toString() === `${type.name}!`);
  return type;
}

function takesId(input: GraphQLInputObjectType): boolean {
  return Object.values(input.getFields()).some(({ type }) => {
    const inner = getNamedType(type);
    return inner.name === 'ID' || (isInputObjectType(inner) && takesId(inner));
  });
}

describe('values keep their exactness', () => {
  const all = types.flatMap((type) =>
    isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
      ? Object.values(type.getFields()).map((field) => ({ type, field }))
      : [],
  );
  const ofType = (name: string) =>
    all
      .filter(({ field }) => getNamedType(field.type as GraphQLType).name === name)
      .map(({ type, field }) => `${type.name}.${field.name}`);

  test('a float is a percentage and nothing else', () => {
    assert.deepEqual(
      ofType('Float').filter((place) => !/percent$/i.test(place)),
      [],
    );
  });

  test('an id is an ID, and is there', () => {
    const loose = all
      .filter(({ type, field }) => isObjectType(type) && field.name === 'id')
      .filter(({ field }) => String(field.type) !== 'ID!')
      .map(({ type }) => type.name);
    assert.deepEqual(loose, []);
  });
});
