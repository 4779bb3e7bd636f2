import {
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** What stands in one place. */
type Place = {
  /** By response name, with what is selected of them. */
  readonly fields: Map<string, { count: number; readonly inside: SelectionSetNode[] }>;
  /** Those within fragments too. */
  spreads: number;
};

/**
 * How many pairs a definition holds of fields that have the same response name in the same place, and of spreads
 * in the same place. Validation compares each of them
 * (https://spec.graphql.org/October2021/#sec-Field-Selection-Merging), so that what repeats a field 500 times
 * costs it 100,000 comparisons, what spreads 200 fragments 20,000, and a chain of 200 fragments half a second.
 *
 * Takes as long as the definition with its fragments written out is; that must be bounded before. Fragments
 * must not contain themselves, and each must hold a field.
 */
export function countOverlaps(
  definition: OperationDefinitionNode | FragmentDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): number {
  function inPlace(sets: readonly SelectionSetNode[]): number {
    const place: Place = { fields: new Map(), spreads: 0 };
    for (const set of sets) collect(set, place);
    let pairs = pairsOf(place.spreads);
    for (const { count, inside } of place.fields.values()) {
      pairs += pairsOf(count);
      if (inside.length > 0) pairs += inPlace(inside);
    }
    return pairs;
  }

  function collect(set: SelectionSetNode, place: Place): void {
    const { fields } = place;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const known = fields.get(name) ?? { count: 0, inside: [] };
        known.count += 1;
        if (selection.selectionSet) known.inside.push(selection.selectionSet);
        fields.set(name, known);
        continue;
      }
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
      if (isSpread) place.spreads += 1;
      const from = isSpread ? fragments.get(selection.name.value) : selection;
      if (from) collect(from.selectionSet, place);
    }
  }

  return inPlace([definition.selectionSet]);
}

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2;
}
