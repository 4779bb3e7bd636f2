import { odd } from './anomaly.ts';
import type { Field, LeafShape, ListShape, ObjectShape, Shape, Slot } from './shape.ts';

/** What was fetched, as the client asked for it. */
export type Shaper = {
  /**
   * Copies what the client asked for, in its order, and checks each value as Apollo does. Throws an
   * {@link Anomaly} for anything that Apollo would turn to null or complain of.
   */
  readonly shape: (data: object) => Record<string, unknown>;
  /**
   * Whether the data that `shape` accepted has exactly the client's keys in the client's order, so that
   * its JSON can be passed on as it came.
   */
  readonly isSame: (data: object) => boolean;
};

/**
 * Writes the shaper of a shape as JavaScript and compiles it. Closures would do the same four times
 * slower, since each property that they read is another one to the engine. Only names of the document
 * and of the schema get into the text, and the grammar of GraphQL lets those be nothing but words.
 */
export function generateShaper(shape: ObjectShape): Shaper {
  const writer = new Writer();
  const entry = writer.shaperOf(shape);
  const same = writer.comparerOf(shape);
  const text = `'use strict';\n${writer.text()}\nreturn { shape: ${entry}, isSame: ${same} };`;
  // eslint-disable-next-line no-new-func
  const make = new Function('odd', 'leaf', 'sets', text) as (...given: unknown[]) => Shaper;
  return make(odd, leaf, writer.sets);
}

/** Leaves as Apollo accepts them (`isValidLeafValue` of federation-internals). */
const leaf = {
  any: (value: unknown) => value,
  boolean: (value: unknown) => (typeof value === 'boolean' ? value : odd('no Boolean')),
  float: (value: unknown) => (isNumber(value) ? value : odd('no Float')),
  id: (value: unknown) => (typeof value === 'string' || isWhole(value) ? value : odd('no ID')),
  int: (value: unknown) => (isWhole(value) ? value : odd('no Int')),
  string: (value: unknown) => (typeof value === 'string' ? value : odd('no String')),
  oneOf: (value: unknown, names: ReadonlySet<unknown>) =>
    names.has(value) ? value : odd('no value of its enum'),
};

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** Apollo looks at how the number is written: 1e21 and beyond are written with an exponent. */
function isWhole(value: unknown): boolean {
  return Number.isInteger(value) && Math.abs(value as number) < 1e21;
}

class Writer {
  readonly sets: ReadonlySet<string>[] = [];
  readonly #functions: string[] = [];
  readonly #shapers = new Map<Shape, string>();
  readonly #comparers = new Map<Shape, string>();

  text(): string {
    return this.#functions.join('\n');
  }

  /** The name of a function that shapes a value which isn't null. */
  shaperOf(shape: Shape): string {
    return this.#named(this.#shapers, shape, 'shape', (name) => {
      switch (shape.kind) {
        case 'leaf':
          return this.#leaf(name, shape);
        case 'list':
          return this.#list(name, shape);
        case 'object':
          return this.#object(name, shape);
      }
    });
  }

  /** The name of a function that says whether a value, which isn't null, has the client's keys. */
  comparerOf(shape: Shape): string {
    return this.#named(this.#comparers, shape, 'same', (name) => {
      switch (shape.kind) {
        case 'leaf':
          return `function ${name}() { return true; }`;
        case 'list':
          return this.#sameList(name, shape);
        case 'object':
          return this.#sameObject(name, shape);
      }
    });
  }

  #named(
    names: Map<Shape, string>,
    shape: Shape,
    prefix: string,
    write: (name: string) => string,
  ): string {
    const known = names.get(shape);
    if (known) return known;
    const name = `${prefix}${names.size}`;
    names.set(shape, name);
    this.#functions.push(write(name));
    return name;
  }

  #leaf(name: string, { holds }: LeafShape): string {
    if (typeof holds === 'string') return `const ${name} = leaf.${holds};`;
    const at = this.sets.push(holds) - 1;
    return `const set${at} = sets[${at}];
function ${name}(v) { return leaf.oneOf(v, set${at}); }`;
  }

  #list(name: string, { item }: ListShape): string {
    return `function ${name}(v) {
  if (!Array.isArray(v)) odd('no list');
  const out = new Array(v.length);
  for (let i = 0; i < v.length; i += 1) { const x = v[i]; out[i] = ${this.#value(item)}; }
  return out;
}`;
  }

  #object(name: string, { certain, types }: ObjectShape): string {
    const cases = Array.from(types, ([type, fields], at) => {
      this.#functions.push(this.#fields(`${name}_${at}`, type, fields));
      const absent = type === certain ? 'case undefined: ' : '';
      return `    ${absent}case ${text(type)}: return ${name}_${at}(v);`;
    });
    return `function ${name}(v) {
  if (typeof v !== 'object' || Array.isArray(v)) odd('no object');
  switch (v.__typename) {
${cases.join('\n')}
    default: return odd('an object of another type');
  }
}`;
  }

  #fields(name: string, type: string, fields: readonly Field[]): string {
    const values = fields.map(({ key, slot }, at) => {
      if (slot) return `const x${at} = ${this.#value(slot, `v.${key}`)};`;
      // Under another name than __typename it may be that of an interface, which Apollo objects to.
      const agrees = `v.${key} == null || v.${key} === ${text(type)}`;
      return key === '__typename'
        ? `const x${at} = ${text(type)};`
        : `const x${at} = ${agrees} ? ${text(type)} : odd('another type');`;
    });
    const keys = fields.map(({ key }, at) => `${key}: x${at}`);
    return `function ${name}(v) {\n  ${values.join('\n  ')}\n  return { ${keys.join(', ')} };\n}`;
  }

  #value({ nullable, shape }: Slot, from = 'x'): string {
    const whenNull = nullable ? 'null' : `odd('null where it may not be')`;
    return `${from} == null ? ${whenNull} : ${this.shaperOf(shape)}(${from})`;
  }

  #sameList(name: string, { item }: ListShape): string {
    if (hasNoKeys(item.shape)) return `function ${name}() { return true; }`;
    const inner = this.comparerOf(item.shape);
    return `function ${name}(v) {
  for (let i = 0; i < v.length; i += 1) if (v[i] !== null && !${inner}(v[i])) return false;
  return true;
}`;
  }

  #sameObject(name: string, { certain, types }: ObjectShape): string {
    const cases = Array.from(types, ([type, fields], at) => {
      this.#functions.push(this.#sameFields(`${name}_${at}`, type, fields));
      const absent = type === certain ? 'case undefined: ' : '';
      return `    ${absent}case ${text(type)}: return ${name}_${at}(v);`;
    });
    return `function ${name}(v) {
  switch (v.__typename) {
${cases.join('\n')}
    default: return false;
  }
}`;
  }

  #sameFields(name: string, type: string, fields: readonly Field[]): string {
    const keys = `keys_${name}`;
    const inner = fields.map(({ key, slot }) => {
      if (!slot) return ` && v.${key} === ${text(type)}`;
      if (hasNoKeys(slot.shape)) return '';
      return ` && (v.${key} === null || ${this.comparerOf(slot.shape)}(v.${key}))`;
    });
    return `const ${keys} = [${fields.map(({ key }) => text(key)).join(', ')}];
function ${name}(v) {
  let at = 0;
  for (const key in v) if (key !== ${keys}[at++]) return false;
  return at === ${fields.length}${inner.join('')};
}`;
  }
}

/** Whether a value holds no object of ours, however deep. */
function hasNoKeys(shape: Shape): boolean {
  return shape.kind === 'leaf' || (shape.kind === 'list' && hasNoKeys(shape.item.shape));
}

function text(name: string): string {
  return JSON.stringify(name);
}
