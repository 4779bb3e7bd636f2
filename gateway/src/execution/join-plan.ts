import type { FetchNode, PlanNode } from '@apollo/query-planner';
import {
  type FieldNode,
  getNamedType,
  type GraphQLSchema,
  isLeafType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import type { EntityFetchNode } from './fetch.ts';
import type { Field, ObjectShape, Slot } from './shape.ts';

/** What can't be joined as text. */
export class NotJoined extends Error {
  override readonly name = 'NotJoined';
}

export function no(): never {
  throw new NotJoined();
}

type Fetches = { first: FetchNode; path: readonly string[]; second: EntityFetchNode };

export function fetchesOf(node: PlanNode): Fetches {
  if (node.kind !== 'Sequence') no();
  const [first, flatten, ...others] = node.nodes;
  if (first?.kind !== 'Fetch' || flatten?.kind !== 'Flatten' || others.length > 0) no();
  const { node: second, path } = flatten;
  if (first.requires || second.kind !== 'Fetch' || !second.requires) no();
  if (second.inputRewrites?.length) no();
  if (!path.every((step) => typeof step === 'string')) no();
  return { first, path: path as readonly string[], second: second as EntityFetchNode };
}

export function rootOf({ operation }: FetchNode): SelectionSetNode {
  const [definition, ...others] = parse(operation).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION || others.length > 0) no();
  return definition.selectionSet;
}

/** Fields alone, each asked for in any case. */
function fieldsOf(set: SelectionSetNode | undefined): readonly FieldNode[] {
  return (set ?? no()).selections.map((each) => {
    return each.kind === Kind.FIELD && !each.directives?.length ? each : no();
  });
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

export function fieldsAt(root: SelectionSetNode, path: readonly string[]): readonly FieldNode[] {
  const end = path
    .filter((step) => step !== '@')
    .reduce<SelectionSetNode>((set, step) => {
      const field = fieldsOf(set).find((each) => keyOf(each) === step);
      return field?.selectionSet ?? no();
    }, root);
  // Of a list of entities each would begin otherwise.
  return path.at(-1) === '@' ? no() : fieldsOf(end);
}

export function occurrences(set: SelectionSetNode, key: string): number {
  return fieldsOf(set).reduce((count, field) => {
    const within = field.selectionSet ? occurrences(field.selectionSet, key) : 0;
    return count + within + (field.selectionSet && keyOf(field) === key ? 1 : 0);
  }, 0);
}

/** The one form of an object whose type is certain. */
export function onlyType({ shape }: Slot): { type: string; fields: readonly Field[] } {
  if (shape.kind !== 'object' || shape.certain === null) no();
  return { type: shape.certain, fields: shape.types.get(shape.certain) ?? no() };
}

export function objectOf(type: string, fields: readonly Field[]): ObjectShape {
  return { kind: 'object', certain: type, types: new Map([[type, fields]]) };
}

export function listed(key: string, shape: ObjectShape): ObjectShape {
  const item: Slot = { nullable: false, shape };
  return objectOf('Query', [{ key, slot: { nullable: false, shape: { kind: 'list', item } } }]);
}

export function at(slot: Slot, path: readonly string[]): Slot {
  const [step, ...rest] = path;
  if (step === undefined) return slot;
  if (step === '@') return slot.shape.kind === 'list' ? at(slot.shape.item, rest) : no();
  return at(onlyType(slot).fields.find(({ key }) => key === step)?.slot ?? no(), rest);
}

/** The same with another object at the end of the path. */
export function replaced(slot: Slot, path: readonly string[], end: ObjectShape): Slot {
  const [step, ...rest] = path;
  if (step === undefined) return { ...slot, shape: end };
  if (step === '@') {
    if (slot.shape.kind !== 'list') no();
    return { ...slot, shape: { kind: 'list', item: replaced(slot.shape.item, rest, end) } };
  }
  const { type, fields } = onlyType(slot);
  const changed = fields.map((field) =>
    field.key === step && field.slot ? { ...field, slot: replaced(field.slot, rest, end) } : field,
  );
  return { ...slot, shape: objectOf(type, changed) };
}

/** Whether a subgraph that is asked this answers with just this shape, down to the order of keys. */
export function checkSame(set: SelectionSetNode, shape: Slot['shape']): void {
  if (shape.kind === 'list') return checkSame(set, shape.item.shape);
  const asked = fieldsOf(set);
  const { fields } = onlyType({ nullable: false, shape });
  if (asked.length !== fields.length) no();
  for (const [nth, each] of asked.entries()) sameField(each, [fields[nth]!]);
}

/** The one of the fields that is asked for. */
export function sameField(asked: FieldNode, fields: readonly Field[]): Field {
  const found = fields.find(({ key }) => key === keyOf(asked)) ?? no();
  if ((found.slot === null) !== (asked.name.value === '__typename')) no();
  if (asked.selectionSet) checkSame(asked.selectionSet, found.slot?.shape ?? no());
  return found;
}

/** A field of a reference, which the client may not have asked for. */
export function leafOf(
  schema: GraphQLSchema,
  type: string,
  wanted: readonly Field[],
  asked: FieldNode,
): Field {
  const key = keyOf(asked);
  if (asked.selectionSet) no();
  if (asked.name.value === '__typename') return { key, slot: null };
  const known = wanted.find((each) => each.key === key);
  if (known) return known.slot?.shape.kind === 'leaf' ? known : no();
  const parent = schema.getType(type);
  const field = isObjectType(parent) ? parent.getFields()[asked.name.value] : undefined;
  if (!field || !isNonNullType(field.type) || !isLeafType(field.type.ofType)) no();
  const { name } = getNamedType(field.type);
  const holds = name === 'ID' ? 'id' : name === 'String' ? 'string' : no();
  return { key, slot: { nullable: false, shape: { kind: 'leaf', holds } } };
}

export function moreFields(second: EntityFetchNode, type: string): readonly FieldNode[] {
  const [entities, ...others] = fieldsOf(rootOf(second));
  const [fragment, ...more] = entities?.selectionSet?.selections ?? [];
  if (others.length > 0 || more.length > 0) no();
  if (fragment?.kind !== Kind.INLINE_FRAGMENT || fragment.directives?.length) no();
  if (fragment.typeCondition?.name.value !== type) no();
  return fieldsOf(fragment.selectionSet);
}
