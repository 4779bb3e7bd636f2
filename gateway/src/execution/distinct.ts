import type { Result } from './merge.ts';
import type { Represent } from './representations.ts';

/** Entities of an answer of which more is wanted, each asked for once however often it stands there. */
export type Distinct = {
  /** Those that can be asked for. */
  readonly targets: readonly Result[];
  /** For each of them, the place of its representation. */
  readonly places: readonly number[];
  readonly values: readonly Result[];
};

/** What the representations have in common that are told from each other by one text. */
type Alike = {
  readonly type: unknown;
  readonly key: string;
  readonly places: Map<string, number>;
};

export function distinct(entities: readonly Result[], represent: Represent): Distinct {
  const targets: Result[] = [];
  const places: number[] = [];
  const values: Result[] = [];
  const kinds: Alike[] = [];
  const others = new Map<string, number>();
  for (const entity of entities) {
    const representation = represent(entity);
    if (!representation) continue;
    const key = onlyKeyOf(representation);
    // Most have a type and an id. To write one as JSON takes several times as long as to look its id up.
    const [text, known] =
      key === undefined
        ? [JSON.stringify(representation), others]
        : [representation[key] as string, placesOf(representation, key, kinds)];
    let place = known.get(text);
    if (place === undefined) {
      place = values.push(representation) - 1;
      known.set(text, place);
    }
    targets.push(entity);
    places.push(place);
  }
  return { targets, places, values };
}

/** The place of a text among those that are known, after them if it is new. */
export function placeOf(text: string, known: Map<string, number>): number {
  const place = known.get(text) ?? known.size;
  known.set(text, place);
  return place;
}

/** The name of the one text that a representation has behind its type; undefined for any other. */
function onlyKeyOf(representation: Result): string | undefined {
  let only: string | undefined;
  let count = 0;
  for (const name in representation) {
    count += 1;
    if ((count === 1) !== (name === '__typename') || count > 2) return undefined;
    only = name;
  }
  return count === 2 && typeof representation[only!] === 'string' ? only : undefined;
}

function placesOf({ __typename: type }: Result, key: string, kinds: Alike[]): Map<string, number> {
  for (const kind of kinds) if (kind.type === type && kind.key === key) return kind.places;
  const places = new Map<string, number>();
  kinds.push({ type, key, places });
  return places;
}
