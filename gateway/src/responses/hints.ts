import {
  buildASTSchema,
  type DocumentNode,
  type FieldNode,
  getDirectiveValues,
  getNamedType,
  getOperationAST,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from '../fragments.ts';

/** How an operation's answers may be kept. */
export type Hint = {
  readonly maxAgeMs: number;
  /** Variables that name a write to wait for; with one of them an answer is not kept. */
  readonly waitsFor: readonly string[];
};

/** Null for an operation whose answers are not kept. The document was admitted, but needn't be valid. */
export type HintOf = (document: DocumentNode, operationName?: string | null) => Hint | null;

/** The scalar of arguments that make a query wait for a write. */
const positionType = 'Position';

/**
 * Reads `@cacheControl` out of a composed supergraph, by Apollo's rules
 * (https://www.apollographql.com/docs/apollo-server/performance/caching): a field of the root or of an
 * object type has an age of 0 where neither it nor its type says anything; a scalar has that of what it
 * belongs to; an operation has the least of all. Only queries are kept.
 */
export function readHints(supergraphSdl: string): HintOf {
  const schema = buildASTSchema(parse(supergraphSdl), { assumeValid: true });
  const ageOf = readAges(schema);
  return (document, operationName) => {
    const operation = getOperationAST(document, operationName);
    const queryType = schema.getQueryType();
    if (operation?.operation !== 'query' || !queryType) return null;
    const fragments = fragmentsOf(document);
    const visited = new Set<string>();
    const waitsFor = new Set<string>();
    let seconds = Infinity;

    const visitField = (node: FieldNode, parent: GraphQLNamedType): void => {
      if (node.name.value === '__typename') return;
      const hasFields = isObjectType(parent) || isInterfaceType(parent);
      const field = hasFields ? parent.getFields()[node.name.value] : undefined;
      // Introspection is no field of the schema's.
      if (!field) return void (seconds = 0);
      seconds = Math.min(seconds, ageOf(field, parent === queryType));
      for (const { value } of positionsIn(node, field)) {
        if (value.kind === Kind.VARIABLE) waitsFor.add(value.name.value);
        else if (value.kind !== Kind.NULL) seconds = 0;
      }
      if (node.selectionSet) visitSelection(node.selectionSet, getNamedType(field.type));
    };
    const visitSelection = ({ selections }: SelectionSetNode, parent: GraphQLNamedType): void => {
      for (const selection of selections) {
        if (selection.kind === Kind.FIELD) {
          visitField(selection, parent);
          continue;
        }
        const isNamed = selection.kind === Kind.FRAGMENT_SPREAD;
        // Again it would say the same; each that is spread twice within another would take twice as long.
        if (isNamed && visited.has(selection.name.value)) continue;
        if (isNamed) visited.add(selection.name.value);
        const fragment = isNamed ? fragments.get(selection.name.value) : selection;
        const on = fragment?.typeCondition;
        const type = (on && schema.getType(on.name.value)) ?? parent;
        if (fragment) visitSelection(fragment.selectionSet, type);
      }
    };
    visitSelection(operation.selectionSet, queryType);
    const isKept = seconds > 0 && seconds < Infinity;
    return isKept ? { maxAgeMs: seconds * 1_000, waitsFor: [...waitsFor] } : null;
  };
}

/** In seconds; Infinity for a field that is as old as what it belongs to. */
function readAges(schema: GraphQLSchema) {
  const directive = schema.getDirective('cacheControl');
  const said = ({ astNode }: GraphQLField<unknown, unknown> | GraphQLNamedType) =>
    directive && astNode
      ? (getDirectiveValues(directive, astNode as never) as Said | undefined)
      : undefined;
  return (field: GraphQLField<unknown, unknown>, isRoot: boolean): number => {
    const type = getNamedType(field.type);
    const hint = said(field) ?? (isCompositeType(type) ? said(type) : undefined);
    if (typeof hint?.maxAge === 'number') return hint.maxAge;
    const isOwn = isRoot || (isCompositeType(type) && hint?.inheritMaxAge !== true);
    return isOwn ? 0 : Infinity;
  };
}

type Said = { readonly maxAge?: number | null; readonly inheritMaxAge?: boolean | null };

function positionsIn({ arguments: given = [] }: FieldNode, field: GraphQLField<unknown, unknown>) {
  return given.filter(({ name }) => {
    const argument = field.args.find((each) => each.name === name.value);
    return argument && getNamedType(argument.type).name === positionType;
  });
}
