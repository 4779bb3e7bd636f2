import {
  type CompositeType,
  type Directive,
  type FieldSelection,
  isCompositeType,
  isCustomScalarType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isSubtype,
  type ObjectType,
  type Operation,
  type OutputType,
  possibleRuntimeTypes,
  type Schema,
  type SelectionSet,
  Variable,
} from '@apollo/federation-internals';
import { NotPrepared } from './anomaly.ts';

/** What a client gets, down to its leaves, once conditions and fragments are resolved. */
export type Shape = LeafShape | ListShape | ObjectShape;

export type LeafShape = {
  readonly kind: 'leaf';
  /** What GraphQL's own scalars may hold in JSON; `any` for a scalar of the schema. */
  readonly holds: 'any' | 'boolean' | 'float' | 'id' | 'int' | 'string' | ReadonlySet<string>;
};

export type ListShape = { readonly kind: 'list'; readonly item: Slot };

export type ObjectShape = {
  readonly kind: 'object';
  /** The only type that an object without `__typename` can have; null where there are several. */
  readonly certain: string | null;
  /** The fields of each type that the object may have, in the client's order. */
  readonly types: ReadonlyMap<string, readonly Field[]>;
};

/** A place for a value. */
export type Slot = { readonly nullable: boolean; readonly shape: Shape };

/** A key of an object. Without a slot it is a `__typename`. */
export type Field = { readonly key: string; readonly slot: Slot | null };

/** The values of the variables that conditions name. */
export type Conditions = Readonly<Record<string, boolean>>;

/** A selection set where it stands; what it stands in counts where an object doesn't tell its type. */
type Place = { readonly set: SelectionSet; readonly inside: CompositeType };

/**
 * The shape of an operation's answer. It follows Apollo's own reading of the document, which merges
 * fragments that are alike, so that keys come in the order in which Apollo has them.
 *
 * Throws {@link NotPrepared} for what only Apollo shapes: introspection, and selections that depend on
 * whether a subgraph happened to answer `__typename`.
 */
export function shapeOf(operation: Operation, conditions: Conditions): ObjectShape {
  const schema = operation.schema();
  const known = new Map<string, ObjectShape>();
  const root = schema.schemaDefinition.rootType(operation.rootKind);
  if (!root) throw new NotPrepared(`there is no ${operation.rootKind}`);
  const reader = { schema, conditions, known, ids: new Map<SelectionSet, number>() };
  return objectShape(reader, [root], [operation.selectionSet]);
}

/** The variables that the conditions of an operation name, wherever they stand. */
export function conditionVariables(operation: Operation): ReadonlySet<string> {
  const names = new Set<string>();
  const seen = new Set<SelectionSet>();
  const schema = operation.schema();
  const visit = (set: SelectionSet): void => {
    if (seen.has(set)) return;
    seen.add(set);
    for (const selection of set.selections()) {
      for (const directive of conditionsOf(schema, selection.element)) {
        const given = directive?.arguments().if;
        if (given instanceof Variable) names.add(given.name);
      }
      if (selection.selectionSet) visit(selection.selectionSet);
    }
  };
  visit(operation.selectionSet);
  return names;
}

type Reader = {
  readonly schema: Schema;
  readonly conditions: Conditions;
  /** Shapes by what they are made of: fragments let the same selection stand in many places. */
  readonly known: Map<string, ObjectShape>;
  readonly ids: Map<SelectionSet, number>;
};

/** The same key may be selected more than once, of types that differ; what is inside is merged. */
function objectShape(
  reader: Reader,
  declared: readonly CompositeType[],
  sets: readonly SelectionSet[],
): ObjectShape {
  const names = [...new Set(declared.map(({ name }) => name))];
  const key = `${names.join()}:${sets.map((set) => idOf(reader, set)).join()}`;
  const known = reader.known.get(key);
  if (known) return known;
  const [only] = declared;
  const certain = names.length === 1 && only && isObjectType(only) ? only : null;
  const possible = declared.reduce<readonly ObjectType[]>(
    (types, type) => types.filter((each) => possibleRuntimeTypes(type).includes(each)),
    possibleRuntimeTypes(declared[0]!),
  );
  const types = possible.map((type) => {
    const fields = fieldsOf(reader, type, sets, certain === null);
    return [type.name, fields] as const;
  });
  const shape: ObjectShape = {
    kind: 'object',
    certain: certain?.name ?? null,
    types: new Map(types),
  };
  reader.known.set(key, shape);
  return shape;
}

function idOf({ ids }: Reader, set: SelectionSet): number {
  const id = ids.get(set) ?? ids.size;
  ids.set(set, id);
  return id;
}

function fieldsOf(
  reader: Reader,
  type: ObjectType,
  sets: readonly SelectionSet[],
  tellsType: boolean,
): readonly Field[] {
  const places = sets.map((set) => ({ set, inside: type }));
  const told = collect(reader, type, places, true);
  // An object of one certain type may come without its name. Apollo then goes by what a fragment stands
  // in, which in a row of nested fragments can leave out a field that it has otherwise.
  if (!tellsType && !sameFields(told, collect(reader, type, places, false))) {
    throw new NotPrepared(`fields of ${type.name} depend on its __typename being there`);
  }
  return Array.from(told, ([key, selections]) => fieldOf(reader, key, selections));
}

type Collected = Map<string, FieldSelection[]>;

function collect(
  reader: Reader,
  type: ObjectType,
  places: readonly Place[],
  told: boolean,
  found: Collected = new Map(),
): Collected {
  for (const { set, inside } of places) {
    for (const selection of set.selections()) {
      if (isSkipped(reader, selection.element)) continue;
      if (selection.kind === 'FieldSelection') {
        const key = selection.element.responseName();
        const others = found.get(key);
        if (others) others.push(selection);
        else found.set(key, [selection]);
        continue;
      }
      const { typeCondition } = selection.element;
      if (typeCondition && !isSubtype(typeCondition, told ? type : inside)) continue;
      const within = { set: selection.selectionSet, inside: typeCondition ?? inside };
      collect(reader, type, [within], told, found);
    }
  }
  return found;
}

function sameFields(one: Collected, other: Collected): boolean {
  const listed = (all: Collected) => [...all].flatMap(([, selections]) => selections);
  const these = listed(one);
  const those = listed(other);
  return these.length === those.length && these.every((each, at) => each === those[at]);
}

function fieldOf(reader: Reader, key: string, selections: readonly FieldSelection[]): Field {
  const elements = selections.map(({ element }) => element);
  const [first] = elements as [(typeof elements)[number]];
  if (elements.some(({ definition }) => definition.isSchemaIntrospectionField())) {
    throw new NotPrepared('it asks for the schema');
  }
  if (first.name === '__typename') return { key, slot: null };
  const types = elements.map(({ definition }) => definition.type as OutputType);
  const sets = selections.flatMap(({ selectionSet }) => selectionSet ?? []);
  return { key, slot: slotOf(reader, types, sets) };
}

/** `types` differ at most in which object, interface or union is in them: validation sees to that. */
function slotOf(reader: Reader, types: readonly OutputType[], sets: readonly SelectionSet[]): Slot {
  const [type] = types as [OutputType];
  if (isNonNullType(type)) {
    return { ...slotOf(reader, types.map(unwrapped), sets), nullable: false };
  }
  if (isListType(type)) {
    return {
      nullable: true,
      shape: { kind: 'list', item: slotOf(reader, types.map(unwrapped), sets) },
    };
  }
  if (isCompositeType(type)) {
    const declared = types.map((each) => {
      if (isCompositeType(each)) return each;
      throw new NotPrepared(`${String(each)} stands where ${type.name} does`);
    });
    return { nullable: true, shape: objectShape(reader, declared, sets) };
  }
  return { nullable: true, shape: leafShape(reader.schema, type) };
}

function unwrapped(type: OutputType): OutputType {
  if (isNonNullType(type) || isListType(type)) return type.ofType as OutputType;
  throw new NotPrepared(`${type.name} stands where a wrapped type does`);
}

function leafShape(schema: Schema, type: OutputType): LeafShape {
  if (isEnumType(type)) {
    return { kind: 'leaf', holds: new Set(type.values.map(({ name }) => name)) };
  }
  if (isCustomScalarType(type as never)) return { kind: 'leaf', holds: 'any' };
  switch (type) {
    case schema.booleanType():
      return { kind: 'leaf', holds: 'boolean' };
    case schema.intType():
      return { kind: 'leaf', holds: 'int' };
    case schema.floatType():
      return { kind: 'leaf', holds: 'float' };
    case schema.idType():
      return { kind: 'leaf', holds: 'id' };
    default:
      return { kind: 'leaf', holds: 'string' };
  }
}

type Element = {
  readonly appliedDirectivesOf: (definition: never) => readonly Directive<never, Condition>[];
};
type Condition = { readonly if: boolean | Variable };

/** As Apollo has it, the first of each kind counts. */
function conditionsOf(schema: Schema, element: unknown) {
  const { appliedDirectivesOf } = element as Element;
  const first = (definition: unknown) => appliedDirectivesOf.call(element, definition as never)[0];
  return [first(schema.skipDirective()), first(schema.includeDirective())] as const;
}

function isSkipped({ schema, conditions }: Reader, element: unknown): boolean {
  const [skip, include] = conditionsOf(schema, element);
  const holds = (directive: { arguments: () => Condition }): boolean => {
    const given = directive.arguments().if;
    return given instanceof Variable ? conditions[given.name] === true : given;
  };
  return Boolean((skip && holds(skip)) || (include && !holds(include)));
}
