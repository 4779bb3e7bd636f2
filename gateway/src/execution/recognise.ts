import type { Field, LeafShape, ObjectShape, Shape, Slot } from './shape.ts';

/** Whether a text is an answer of nothing but data that `fits` a shape. False says nothing. */
export type Recognise = (text: string) => boolean;

/** A longer pattern would take V8 longer to compile than it saves. */
const longestPattern = 16_000;
/** What a pattern may try at one place, all that stands in others counted. */
const mostWays = 8;
/** The engine notes each step back that it might have to take. */
const longestText = 256 * 1024;

const chars = String.raw`[^"\\\x00-\x1f]*`;
const string = String.raw`"${chars}(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})${chars})*"`;
const whole = String.raw`(?:0|-?[1-9]\d{0,14})`;
const float = String.raw`(?:0|-?[1-9]\d{0,14}(?:\.\d{1,15})?|-?0\.\d{1,15})`;

/** Numbers only as nearly everybody writes them, so that none is beyond what a number holds. */
const leaves = {
  any: `(?:${string}|${float}|true|false)`,
  boolean: '(?:true|false)',
  float,
  id: `(?:${string}|${whole})`,
  int: whole,
  string,
};

/**
 * Recognises answers by a regular expression: a shape leaves nothing open but the values of leaves. V8 runs
 * one over a text in a third of the time that it takes to make objects of it and check those, and whoever
 * only passes the text on needs no objects. Undefined for a shape that has too many forms.
 *
 * At each place a pattern has one way to go on, told by the next character or, for types, by a name; so there
 * is next to nothing to go back over in a text that is something else.
 */
export function compileRecognise(shape: ObjectShape): Recognise | undefined {
  const written = write(shape, new Map());
  if (!written) return undefined;
  const pattern = new RegExp(String.raw`^\{"data":${written.pattern}\}$`);
  return (text) => text.length <= longestText && pattern.test(text);
}

/** `ways`: how often the same characters may be gone over. */
type Written = { readonly pattern: string; readonly ways: number };

type Known = Map<Shape, Written | undefined>;

function write(shape: Shape, known: Known): Written | undefined {
  if (known.has(shape)) return known.get(shape);
  const written = writeAnew(shape, known);
  const kept =
    written && written.pattern.length <= longestPattern && written.ways <= mostWays
      ? written
      : undefined;
  known.set(shape, kept);
  return kept;
}

function writeAnew(shape: Shape, known: Known): Written | undefined {
  switch (shape.kind) {
    case 'leaf':
      return { pattern: leafPattern(shape), ways: 1 };
    case 'list': {
      const item = writeSlot(shape.item, known);
      return item && { ...item, pattern: String.raw`\[(?:${item.pattern}(?:,(?!\])|(?=\])))*\]` };
    }
    case 'object':
      return writeObject(shape, known);
  }
}

function leafPattern({ holds }: LeafShape): string {
  return typeof holds === 'string' ? leaves[holds] : `"(?:${[...holds].join('|')})"`;
}

function writeSlot({ nullable, shape }: Slot, known: Known): Written | undefined {
  const written = write(shape, known);
  return written && nullable ? { ...written, pattern: `(?:null|${written.pattern})` } : written;
}

function writeObject({ certain, types }: ObjectShape, known: Known): Written | undefined {
  const each = Array.from(types, ([type, fields]) => {
    // Without its name an object is of the certain type or of none.
    const tellsType = fields.some(({ key, slot }) => key === '__typename' && slot === null);
    return tellsType || type === certain ? writeFields(type, fields, known) : undefined;
  });
  const all = each.filter((one) => one !== undefined);
  if (all.length === 0 || all.length < each.length) return undefined;
  return {
    pattern: `(?:${all.map(({ pattern }) => pattern).join('|')})`,
    ways: all.reduce((ways, one) => ways + one.ways, 0),
  };
}

function writeFields(type: string, fields: readonly Field[], known: Known): Written | undefined {
  const patterns: string[] = [];
  let ways = 1;
  for (const { key, slot } of fields) {
    // Another field under this name would be taken for the type.
    if (key === '__typename' && slot) return undefined;
    const value = slot ? writeSlot(slot, known) : { pattern: `"${type}"`, ways: 1 };
    if (!value) return undefined;
    patterns.push(`"${key}":${value.pattern}`);
    ways = Math.max(ways, value.ways);
  }
  return { pattern: String.raw`\{${patterns.join()}\}`, ways };
}
