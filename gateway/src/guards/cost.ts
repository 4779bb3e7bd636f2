import {
  buildASTSchema,
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/**
 * Reckons what an operation costs before it is run: `@cost` and `@listSize` as the schema has them, in the
 * way of the GraphQL Cost Directives Specification (https://ibm.github.io/graphql-specs/cost-spec.html)
 * with the defaults of Apollo's routers. A field that gives an object costs 1, one that gives a scalar 0,
 * one with a weight its weight; a list costs as many times what one of its items does as it may have items.
 *
 * It is an upper bound in whole points: what is under `@skip` or `@include` counts, and what repeats
 * counts again. Of fragments on types that exclude each other only the dearest counts.
 */
export type Costs = {
  /** For a valid operation; what the schema doesn't know costs nothing. `variables` are as they came. */
  readonly costOf: (
    operation: OperationDefinitionNode,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    variables: Readonly<Record<string, unknown>>,
  ) => number;
};

type FieldCost = {
  readonly weight: number;
  readonly isList: boolean;
  readonly assumedSize: number;
  readonly slicingArguments: readonly GraphQLArgument[];
  /** Fields of what it gives that are as long as it says. */
  readonly sizedFields: ReadonlySet<string>;
};

/** A list that says nothing of its length. */
const unknownSize = 10;

/** Reads the weights out of a composed supergraph. */
export function readCosts(supergraphSdl: string): Costs {
  const schema = buildASTSchema(parse(supergraphSdl), { assumeValid: true });
  const known = new Map<GraphQLField<unknown, unknown>, FieldCost>();

  const fieldCost = (field: GraphQLField<unknown, unknown>): FieldCost => {
    const cost = known.get(field) ?? readFieldCost(schema, field);
    known.set(field, cost);
    return cost;
  };

  return {
    costOf(operation, fragments, variables) {
      const root = schema.getRootType(operation.operation);
      return root ? selectionCost(operation.selectionSet, root, null) : 0;

      function selectionCost(
        set: SelectionSetNode,
        parent: GraphQLNamedType,
        sized: Sized | null,
      ): number {
        let always = 0;
        const perType = new Map<string, number>();
        for (const selection of set.selections) {
          if (selection.kind === Kind.FIELD) {
            always += costOfField(selection, parent, sized);
            continue;
          }
          const inner = insideOf(selection, parent);
          if (!inner) continue;
          const cost = selectionCost(inner.set, inner.type, sized);
          const excludesOthers = isAbstractType(parent) && isObjectType(inner.type);
          if (!excludesOthers) always += cost;
          else perType.set(inner.type.name, (perType.get(inner.type.name) ?? 0) + cost);
        }
        return always + Math.max(0, ...perType.values());
      }

      function insideOf(selection: Exclude<SelectionNode, FieldNode>, parent: GraphQLNamedType) {
        const fragment =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        const condition = fragment?.typeCondition?.name.value;
        const type = condition === undefined ? parent : schema.getType(condition);
        return fragment && type ? { set: fragment.selectionSet, type } : null;
      }

      function costOfField(node: FieldNode, parent: GraphQLNamedType, sized: Sized | null): number {
        const hasFields = isObjectType(parent) || isInterfaceType(parent);
        const field = hasFields ? parent.getFields()[node.name.value] : undefined;
        if (!field) return 0;
        const cost = fieldCost(field);
        const ownSize = sizeOf(cost, node, variables);
        const size = cost.isList ? (sized?.fields.has(field.name) ? sized.size : ownSize) : 1;
        const passedOn =
          cost.sizedFields.size > 0 ? { fields: cost.sizedFields, size: ownSize } : null;
        const inner = node.selectionSet
          ? selectionCost(node.selectionSet, getNamedType(field.type), passedOn)
          : 0;
        return size * (cost.weight + inner);
      }
    },
  };
}

/** The lists below a field that are as long as the field's own arguments say. */
type Sized = { readonly fields: ReadonlySet<string>; readonly size: number };

function readFieldCost(schema: GraphQLSchema, field: GraphQLField<unknown, unknown>): FieldCost {
  const valuesOf = (name: string, node: GraphQLField<unknown, unknown>['astNode']) => {
    const directive = schema.getDirective(name);
    return directive && node ? getDirectiveValues(directive, node) : undefined;
  };
  const type = getNamedType(field.type);
  const ofType = valuesOf('cost', type.astNode as never)?.['weight'];
  const weight = valuesOf('cost', field.astNode)?.['weight'] ?? ofType;
  const list = (valuesOf('listSize', field.astNode) ?? {}) as {
    assumedSize?: number | null;
    slicingArguments?: readonly string[] | null;
    sizedFields?: readonly string[] | null;
  };
  return {
    weight: typeof weight === 'number' ? weight : isCompositeType(type) ? 1 : 0,
    isList: isListType(getNullableType(field.type)),
    assumedSize: list.assumedSize ?? unknownSize,
    slicingArguments: field.args.filter(({ name }) => list.slicingArguments?.includes(name)),
    sizedFields: new Set(list.sizedFields),
  };
}

/** The largest of the arguments that say how many are wanted; without one, what the schema assumes. */
function sizeOf(
  { assumedSize, slicingArguments }: FieldCost,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const asked = slicingArguments.flatMap(({ name, defaultValue }) => {
    const given = node.arguments?.find((argument) => argument.name.value === name)?.value;
    const value = given ? numberOf(given, variables) : undefined;
    const wanted = typeof value === 'number' ? value : defaultValue;
    return typeof wanted === 'number' ? [Math.max(0, wanted)] : [];
  });
  return asked.length > 0 ? Math.max(...asked) : assumedSize;
}

function numberOf(value: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  if (value.kind === Kind.INT) return Number(value.value);
  return value.kind === Kind.VARIABLE ? variables[value.name.value] : undefined;
}
