import { sdlOf, subgraphNames, type SubgraphName } from '@outlay/schema/src/subgraphs.ts';
import {
  buildASTSchema,
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInputObjectType,
  isObjectType,
  Kind,
  parse,
} from 'graphql';

/** What the subgraphs' contracts hold, as far as somebody could reach for another's things through it. */

export const operations = ['Query', 'Mutation', 'Subscription'] as const;
export type OperationName = (typeof operations)[number];

export type RootField = {
  /** `Query.transaction`. */
  readonly place: string;
  readonly subgraph: SubgraphName;
  readonly operation: OperationName;
  readonly name: string;
  /** Where its arguments take an id or a cursor, outermost first: `input.categories.categoryId`. */
  readonly references: readonly string[];
};

export type EntityKey = {
  /** `ledger Transaction(id)`. */
  readonly place: string;
  readonly subgraph: SubgraphName;
  readonly type: string;
  /** Whether the subgraph resolves it, or only names what another one owns. */
  readonly resolvable: boolean;
};

const referring = new Set(['ID', 'Cursor']);

type Owned = { readonly subgraph: SubgraphName; readonly type: GraphQLObjectType };

const objects: readonly Owned[] = subgraphNames.flatMap((subgraph) => {
  // Federation's directives are known to the composition only; it has checked all the rest too.
  const schema: GraphQLSchema = buildASTSchema(parse(sdlOf(subgraph)), { assumeValidSDL: true });
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('__'))
    .map((type) => ({ subgraph, type }));
});

const isRoot = ({ type }: Owned): boolean => operations.some((name) => name === type.name);

/** The name of every object type but the roots; a type of several subgraphs once. */
export const objectTypes: readonly string[] = [
  ...new Set(objects.filter((owned) => !isRoot(owned)).map(({ type }) => type.name)),
].sort();

/** The object types that have an id of their own. */
export const identifiedTypes: ReadonlySet<string> = new Set(
  objects.filter(({ type }) => 'id' in type.getFields()).map(({ type }) => type.name),
);

export const entityKeys: readonly EntityKey[] = objects.flatMap(({ subgraph, type }) =>
  [type.astNode, ...type.extensionASTNodes]
    .flatMap((node) => node?.directives ?? [])
    .filter((directive) => directive.name.value === 'key')
    .map((directive) => {
      const given = Object.fromEntries(
        (directive.arguments ?? []).map(({ name, value }) => [name.value, value]),
      );
      const { fields, resolvable } = given;
      const key = fields?.kind === Kind.STRING ? fields.value : '';
      return {
        place: `${subgraph} ${type.name}(${key})`,
        subgraph,
        type: type.name,
        resolvable: !(resolvable?.kind === Kind.BOOLEAN && !resolvable.value),
      };
    }),
);

export const rootFields: readonly RootField[] = objects
  .filter(isRoot)
  .flatMap(({ subgraph, type }) =>
    Object.values(type.getFields()).map((field) => ({
      place: `${type.name}.${field.name}`,
      subgraph,
      operation: type.name as OperationName,
      name: field.name,
      references: referencesOf(field),
    })),
  );

/** Fields below the roots whose arguments take an id or a cursor: `Book.entry(id)`. */
export const nestedReferences: readonly string[] = objects
  .filter((owned) => !isRoot(owned))
  .flatMap(({ type }) =>
    Object.values(type.getFields()).flatMap((field) =>
      referencesOf(field).map((path) => `${type.name}.${field.name}(${path})`),
    ),
  );

function referencesOf(field: GraphQLField<unknown, unknown>): string[] {
  return field.args.flatMap((argument) => within(argument));
}

function within(given: GraphQLArgument | GraphQLInputField): string[] {
  const type = getNamedType(given.type);
  if (referring.has(type.name)) return [given.name];
  if (!isInputObjectType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) =>
    within(field).map((path) => `${given.name}.${path}`),
  );
}
