import {
  type FieldNode,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLSchema,
  isCompositeType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';
import { type Cost, dearest } from './cost-terms.ts';

/** What the schema says of a field's cost. */
export type FieldCost = ListSize & {
  readonly weight: number;
  readonly isList: boolean;
  /** Fields of what it gives that are as long as it says. */
  readonly sizedFields: ReadonlySet<string>;
};

type ListSize = {
  readonly assumedSize: number;
  readonly slicingArguments: readonly GraphQLArgument[];
};

/** A list that says nothing of its length. */
const unknownSize = 10;

/** Reads each field's directives once. */
export function createFieldCosts(
  schema: GraphQLSchema,
): (field: GraphQLField<unknown, unknown>) => FieldCost {
  const known = new Map<GraphQLField<unknown, unknown>, FieldCost>();
  return (field) => {
    const cost = known.get(field) ?? readFieldCost(schema, field);
    known.set(field, cost);
    return cost;
  };
}

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
export function sizeOf(
  { assumedSize, slicingArguments }: ListSize,
  node: FieldNode,
  operation: OperationDefinitionNode,
): Cost {
  const asked = slicingArguments.map(({ name, defaultValue }) => {
    const otherwise = sizeIn(defaultValue);
    const given = node.arguments?.find((argument) => argument.name.value === name)?.value;
    if (given?.kind !== Kind.VARIABLE) return sizeIn(given && numberIn(given)) ?? otherwise;
    const variable = given.name.value;
    const byDefault = defaultOf(operation, variable) ?? otherwise;
    return (variables: Readonly<Record<string, unknown>>) => {
      const value = Object.hasOwn(variables, variable) ? variables[variable] : undefined;
      return value === undefined ? byDefault : (sizeIn(value) ?? otherwise);
    };
  });
  const certain = asked.filter((size) => size !== undefined);
  if (certain.every((size) => typeof size === 'number')) {
    return certain.length > 0 ? dearest(certain) : assumedSize;
  }
  return (variables) => {
    const sizes = certain.flatMap((size) => {
      const value = typeof size === 'number' ? size : size(variables);
      return value === undefined ? [] : [value];
    });
    return sizes.length > 0 ? Math.max(...sizes) : assumedSize;
  };
}

/** What the operation itself says of a variable that is not sent. */
function defaultOf(operation: OperationDefinitionNode, name: string): number | undefined {
  const definition = operation.variableDefinitions?.find(
    ({ variable }) => variable.name.value === name,
  );
  return sizeIn(definition?.defaultValue && numberIn(definition.defaultValue));
}

function numberIn(value: ValueNode): unknown {
  return value.kind === Kind.INT ? Number(value.value) : undefined;
}

/** Lists can't be shorter than empty, and what is beyond all numbers is as good as the largest. */
function sizeIn(value: unknown): number | undefined {
  if (typeof value !== 'number' || Number.isNaN(value)) return undefined;
  return Math.min(Math.max(0, value), Number.MAX_SAFE_INTEGER);
}
