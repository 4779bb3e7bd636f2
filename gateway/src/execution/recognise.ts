import { patternFor } from './patterns.ts';
import type { Field, LeafShape, ObjectShape, Shape, Slot } from './shape.ts';

/** Whether a text is an answer of nothing but data that `fits` a shape. False says nothing. */
export type Recognise = (text: string) => boolean;

/** A longer pattern would take V8 longer to compile than it saves. */
const longestPattern = 4_000;
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
 * only passes the text on needs no objects. Undefined for a shape that is too large, or where the same text
 * would have to be gone over more than once: at each place a pattern has one way to go on, told by the next
 * character or, for types, by a name that comes first.
 */
export function compileRecognise(shape: ObjectShape): Recognise | undefined {
  const written = write(shape, new Map());
  if (written === undefined) return undefined;
  const pattern = patternFor(String.raw`^\{"data":${written}\}$`);
  return (text) =>
    text.startsWith('{"data":{') && text.length <= longestText && pattern().test(text);
}

/** What the JSON of a value in this place looks like, without groups that capture. */
export function patternOf(slot: Slot): string | undefined {
  return writeSlot(slot, new Map());
}

type Known = Map<Shape, string | undefined>;

function write(shape: Shape, known: Known): string | undefined {
  if (known.has(shape)) return known.get(shape);
  const written = writeAnew(shape, known);
  const kept = written !== undefined && written.length <= longestPattern ? written : undefined;
  known.set(shape, kept);
  return kept;
}

function writeAnew(shape: Shape, known: Known): string | undefined {
  switch (shape.kind) {
    case 'leaf':
      return writeLeaf(shape);
    case 'list': {
      const item = writeSlot(shape.item, known);
      return item && String.raw`\[(?:${item}(?:,(?!\])|(?=\])))*\]`;
    }
    case 'object':
      return writeObject(shape, known);
  }
}

function writeLeaf({ holds }: LeafShape): string {
  return typeof holds === 'string' ? leaves[holds] : `"(?:${[...holds].join('|')})"`;
}

function writeSlot({ nullable, shape }: Slot, known: Known): string | undefined {
  const written = write(shape, known);
  return written && nullable ? `(?:null|${written})` : written;
}

function writeObject({ certain, types }: ObjectShape, known: Known): string | undefined {
  const each: string[] = [];
  for (const [type, fields] of types) {
    const [first] = fields;
    const tellsType = first?.key === '__typename' && first.slot === null;
    if (!tellsType && (types.size > 1 || type !== certain)) return undefined;
    const written = writeFields(type, fields, known);
    if (written === undefined) return undefined;
    each.push(written);
  }
  return each.length > 0 ? `(?:${each.join('|')})` : undefined;
}

function writeFields(type: string, fields: readonly Field[], known: Known): string | undefined {
  const written: string[] = [];
  for (const { key, slot } of fields) {
    // Another field under this name would be taken for the type.
    if (key === '__typename' && slot) return undefined;
    const value = slot ? writeSlot(slot, known) : `"${type}"`;
    if (value === undefined) return undefined;
    written.push(`"${key}":${value}`);
  }
  return String.raw`\{${written.join()}\}`;
}
