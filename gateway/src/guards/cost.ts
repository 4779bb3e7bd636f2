import {
  buildASTSchema,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from '../fragments.ts';
import type { Variables } from '../subscriptions/sharing.ts';
import { type Cost, dearest, sum, times } from './cost-terms.ts';
import { createFieldCosts, sizeOf } from './field-cost.ts';

/**
 * Reckons what an operation costs before it is planned: `@cost` and `@listSize` as the schema has them, in the
 * way of the GraphQL Cost Directives Specification (https://ibm.github.io/graphql-specs/cost-spec.html)
 * with the defaults of Apollo's routers. A field that gives an object costs 1, one that gives a scalar 0,
 * one with a weight its weight; a list costs as many times what one of its items does as it may have items.
 *
 * It is an upper bound in whole points, of which any operation costs one: what is under `@skip` or
 * `@include` counts, and what repeats counts again. Of fragments on types that exclude each other only the
 * dearest counts.
 */
export type Costs = {
  /**
   * For a document within the limits on its size; what the schema doesn't know costs nothing. `variables`
   * are as they came. An operation is gone through once, as long as it is kept.
   */
  readonly costOf: (
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Variables,
  ) => number;
};

/** What tells of the schema has no weight in it; the gateway answers that itself, in milliseconds. */
const introspection: ReadonlyMap<string, number> = new Map([
  ['__schema', 50],
  ['__type', 5],
]);

/** The lists below a field that are as long as the field's own arguments say. */
type Sized = { readonly fields: ReadonlySet<string>; readonly size: Cost };

/** Reads the weights out of a composed supergraph. */
export function readCosts(supergraphSdl: string): Costs {
  const schema = buildASTSchema(parse(supergraphSdl), { assumeValid: true });
  const costOfFieldIn = createFieldCosts(schema);
  const kept = new WeakMap<OperationDefinitionNode, Cost>();

  function reckon(document: DocumentNode, operation: OperationDefinitionNode): Cost {
    const fragments = fragmentsOf(document);
    /** Each fragment once, however often it is spread: also in documents that turn out not to be valid. */
    const reckoned = new Map<FragmentDefinitionNode, Map<Sized | null, Cost>>();
    const root = schema.getRootType(operation.operation);
    return root ? ofSelections(operation.selectionSet, root, null) : 0;

    function ofSelections(
      set: SelectionSetNode,
      parent: GraphQLNamedType,
      sized: Sized | null,
    ): Cost {
      const always: Cost[] = [];
      const perType = new Map<string, Cost[]>();
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) {
          always.push(ofField(selection, parent, sized));
          continue;
        }
        const inner = ofFragment(selection, parent, sized);
        const excludesOthers = isAbstractType(parent) && isObjectType(inner.type);
        if (!excludesOthers) always.push(inner.cost);
        else perType.set(inner.type.name, [...(perType.get(inner.type.name) ?? []), inner.cost]);
      }
      return sum([...always, dearest(Array.from(perType.values(), sum))]);
    }

    function ofFragment(
      selection: Exclude<SelectionNode, FieldNode>,
      parent: GraphQLNamedType,
      sized: Sized | null,
    ): { readonly cost: Cost; readonly type: GraphQLNamedType } {
      const named = selection.kind === Kind.FRAGMENT_SPREAD;
      const fragment = named ? fragments.get(selection.name.value) : selection;
      const condition = fragment?.typeCondition?.name.value;
      const type = condition === undefined ? parent : schema.getType(condition);
      if (!fragment || !type) return { cost: 0, type: parent };
      if (fragment.kind === Kind.INLINE_FRAGMENT) {
        return { cost: ofSelections(fragment.selectionSet, type, sized), type };
      }
      const known = reckoned.get(fragment) ?? new Map<Sized | null, Cost>();
      reckoned.set(fragment, known);
      const cost = known.get(sized) ?? ofSelections(fragment.selectionSet, type, sized);
      known.set(sized, cost);
      return { cost, type };
    }

    function ofField(node: FieldNode, parent: GraphQLNamedType, sized: Sized | null): Cost {
      const hasFields = isObjectType(parent) || isInterfaceType(parent);
      const field = hasFields ? parent.getFields()[node.name.value] : undefined;
      if (!field) return introspection.get(node.name.value) ?? 0;
      const { weight, isList, sizedFields, ...list } = costOfFieldIn(field);
      const ownSize = sizeOf(list, node, operation);
      const passedOn = sizedFields.size > 0 ? { fields: sizedFields, size: ownSize } : null;
      const inner = node.selectionSet
        ? ofSelections(node.selectionSet, getNamedType(field.type), passedOn)
        : 0;
      const one = sum([weight, inner]);
      if (!isList) return one;
      return times(sized?.fields.has(field.name) ? sized.size : ownSize, one);
    }
  }

  return {
    costOf(document, operation, variables) {
      let cost = kept.get(operation);
      if (cost === undefined) {
        cost = reckon(document, operation);
        kept.set(operation, cost);
      }
      return Math.max(1, Math.ceil(typeof cost === 'number' ? cost : cost(variables)));
    },
  };
}
