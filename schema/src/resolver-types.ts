import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers';
import { parse } from 'graphql';
import { sdlOf, subgraphFolder, type SubgraphName, textOf } from './subgraphs.ts';

/** What resolvers get for a scalar, and what they may give. */
const scalars = {
  ID: 'string',
  Date: 'string',
  DateTime: { input: 'string', output: 'Date | string' },
  BigInt: 'bigint',
  Decimal: 'string',
  CurrencyCode: 'string',
  Cursor: 'string',
  Position: 'bigint',
  _FieldSet: 'string',
};

/**
 * The TypeScript types of one subgraph's resolvers. A subgraph says what stands behind a GraphQL type by
 * exporting `<Type>Model` from `src/graphql/models.ts`, and its context as `Context` from
 * `src/graphql/context.ts`.
 */
export async function resolverTypes(name: SubgraphName): Promise<string> {
  const models = textOf(new URL('src/graphql/models.ts', subgraphFolder(name))) ?? '';
  const found = models.matchAll(/export (?:type|interface) (\w+)Model\b/g);
  const mappers = Object.fromEntries(
    [...found].map(([, type]) => [type, `./models.ts#${type}Model`]),
  );
  const config = {
    federation: true,
    useTypeImports: true,
    enumsAsTypes: true,
    strictScalars: true,
    scalars,
    mappers,
    contextType: './context.ts#Context',
    optionalResolveType: true,
    makeResolverTypeCallable: true,
    skipTypename: false,
    avoidOptionals: { field: true, inputValue: false, object: false },
  };
  const text = await codegen({
    filename: 'types.generated.ts',
    schema: parse(sdlOf(name)),
    documents: [],
    config,
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript, resolvers: typescriptResolvers },
  });
  return `// Generated from schema.graphql by \`npm run schema\`. Don't edit.\n${text}`;
}
