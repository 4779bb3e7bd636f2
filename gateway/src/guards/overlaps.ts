import {
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** The fields of one place, by response name, with what is selected of them. */
type Fields = Map<string, { count: number; readonly inside: SelectionSetNode[] }>;

/**
 * How many pairs of fields a definition holds that have the same response name in the same place. Validation
 * compares each of them (https://spec.graphql.org/October2021/#sec-Field-Selection-Merging), so that what
 * repeats a field 500 times costs it 100,000 comparisons, and a chain of 200 fragments half a second.
 *
 * Takes as long as the definition with its fragments written out is; that must be bounded before. Fragments
 * must not contain themselves, and each must hold a field.
 */
export function countOverlaps(
  definition: OperationDefinitionNode | FragmentDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): number {
  function inPlace(sets: readonly SelectionSetNode[]): number {
    const fields: Fields = new Map();
    for (const set of sets) collect(set, fields);
    let pairs = 0;
    for (const { count, inside } of fields.values()) {
      pairs += (count * (count - 1)) / 2;
      if (inside.length > 0) pairs += inPlace(inside);
    }
    return pairs;
  }

  function collect(set: SelectionSetNode, fields: Fields): void {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const known = fields.get(name) ?? { count: 0, inside: [] };
        known.count += 1;
        if (selection.selectionSet) known.inside.push(selection.selectionSet);
        fields.set(name, known);
        continue;
      }
      const spread = selection.kind === Kind.FRAGMENT_SPREAD;
      const from = spread ? fragments.get(selection.name.value) : selection;
      if (from) collect(from.selectionSet, fields);
    }
  }

  return inPlace([definition.selectionSet]);
}
