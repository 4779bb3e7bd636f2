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
   * Whether the data is what `shape` would make of it, down to the order of its keys, so that its JSON can be
   * passed on as it came.
   */
  readonly fits: (data: object) => boolean;
};

/**
 * Writes the shaper of a shape as JavaScript and compiles it. Closures would do the same four times
 * slower, since each property that they read is another one to the engine. Only names of the document
 * and of the schema get into the text, and the grammar of GraphQL lets those be nothing but words.
 */
export function generateShaper(shape: ObjectShape): Shaper {
  const writer = new Writer();
  const entry = writer.shaperOf(shape);
  const fits = writer.checkOf(shape);
  const text = `'use strict';\n${writer.text()}\nreturn { shape: ${entry}, fits: ${fits} };`;
  // eslint-disable-next-line no-new-func
  const make = new Function('odd', 'is', 'sets', text) as (...given: unknown[]) => Shaper;
  return make(odd, is, writer.sets);
}

/** Leaves as Apollo accepts them (`isValidLeafValue` of federation-internals). */
const is = {
  any: (value: unknown) => value !== null && value !== undefined,
  boolean: (value: unknown) => typeof value === 'boolean',
  float: (value: unknown) => typeof value === 'number' && Number.isFinite(value),
  id: (value: unknown) => typeof value === 'string' || isWhole(value),
  int: isWhole,
  string: (value: unknown) => typeof value === 'string',
};

/** Apollo looks at how the number is written: 1e21 and beyond are written with an exponent. */
function isWhole(value: unknown): boolean {
  return Number.isInteger(value) && Math.abs(value as number) < 1e21;
}

class Writer {
  readonly sets: ReadonlySet<string>[] = [];
  readonly #functions: string[] = [];
  readonly #shapers = new Map<Shape, string>();
  readonly #checks = new Map<Shape, string>();

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

  /** The name of a function that says whether a value fits a shape as it is; null fits none. */
  checkOf(shape: Shape): string {
    return this.#named(this.#checks, shape, 'fits', (name) => {
      switch (shape.kind) {
        case 'leaf':
          return this.#leafCheck(name, shape);
        case 'list':
          return this.#listCheck(name, shape);
        case 'object':
          return this.#objectCheck(name, shape);
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

  #leaf(name: string, shape: LeafShape): string {
    const what = typeof shape.holds === 'string' ? shape.holds : 'value of its enum';
    return `function ${name}(v) { return ${this.checkOf(shape)}(v) ? v : odd('no ${what}'); }`;
  }

  #leafCheck(name: string, { holds }: LeafShape): string {
    if (typeof holds === 'string') return `const ${name} = is.${holds};`;
    const at = this.sets.push(holds) - 1;
    return `const set${at} = sets[${at}];
function ${name}(v) { return set${at}.has(v); }`;
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

  #listCheck(name: string, { item }: ListShape): string {
    return `function ${name}(v) {
  if (!Array.isArray(v)) return false;
  for (let i = 0; i < v.length; i += 1) if (!(${this.#check(item, 'v[i]')})) return false;
  return true;
}`;
  }

  #objectCheck(name: string, { certain, types }: ObjectShape): string {
    const cases = Array.from(types, ([type, fields], at) => {
      this.#functions.push(this.#fieldsCheck(`${name}_${at}`, type, fields));
      const absent = type === certain ? 'case undefined: ' : '';
      return `    ${absent}case ${text(type)}: return ${name}_${at}(v);`;
    });
    return `function ${name}(v) {
  if (typeof v !== 'object' || v === null || Array.isArray(v)) return false;
  switch (v.__typename) {
${cases.join('\n')}
    default: return false;
  }
}`;
  }

  #fieldsCheck(name: string, type: string, fields: readonly Field[]): string {
    const keys = `keys_${name}`;
    const values = fields.map(({ key, slot }) => {
      return slot ? ` && (${this.#check(slot, `v.${key}`)})` : ` && v.${key} === ${text(type)}`;
    });
    return `const ${keys} = [${fields.map(({ key }) => text(key)).join(', ')}];
function ${name}(v) {
  let at = 0;
  for (const key in v) if (key !== ${keys}[at++]) return false;
  return at === ${fields.length}${values.join('')};
}`;
  }

  #check({ nullable, shape }: Slot, from: string): string {
    return `${nullable ? `${from} === null || ` : ''}${this.checkOf(shape)}(${from})`;
  }
}

function text(name: string): string {
  return JSON.stringify(name);
}
