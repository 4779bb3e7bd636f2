import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { generateShaper } from './generate.ts';
import { compileRecognise } from './recognise.ts';
import type { Field, LeafShape, ObjectShape, Slot } from './shape.ts';

const name = fc.constantFrom('a', 'b', 'c', 'id', 'name');
const leafShape: fc.Arbitrary<LeafShape> = fc
  .constantFrom(
    'any' as const,
    'boolean' as const,
    'float' as const,
    'id' as const,
    'int' as const,
    'string' as const,
    new Set(['RED', 'GREEN']),
  )
  .map((holds) => ({ kind: 'leaf', holds }));

const { object } = fc.letrec<{ slot: Slot; object: ObjectShape }>((tie) => ({
  slot: fc.record({
    nullable: fc.boolean(),
    shape: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leafShape,
      fc.record({ kind: fc.constant('list' as const), item: tie('slot') }),
      tie('object'),
    ),
  }),
  object: fc
    .record({ types: fc.constantFrom(['One'], ['One', 'Two']), keys: fc.uniqueArray(name) })
    .chain(({ types, keys }) =>
      fc
        .tuple(...types.map(() => fc.tuple(fc.integer({ min: 0 }), ...keys.map(() => tie('slot')))))
        .map((slots) => ({
          kind: 'object' as const,
          certain: types.length === 1 ? 'One' : null,
          types: new Map(
            types.map((type, at) => {
              const [place = 0, ...own] = slots[at] as [number, ...Slot[]];
              const fields: Field[] = keys.map((key, nth) => ({ key, slot: own[nth]! }));
              const telling = place % (keys.length + 1);
              if (types.length > 1) fields.splice(telling, 0, { key: '__typename', slot: null });
              return [type, fields] as const;
            }),
          ),
        })),
    ),
}));

/** What a subgraph may answer, and now and then something that it may not. */
function valueOf({ nullable, shape }: Slot, pick: (most: number) => number): unknown {
  if (pick(40) === 0) return [null, 1e21, 1.5, -0, 'GONE', [], {}, [null], true][pick(8)];
  if (nullable && pick(4) === 0) return null;
  switch (shape.kind) {
    case 'leaf':
      return leafOf(shape, pick);
    case 'list':
      return Array.from({ length: pick(3) }, () => valueOf(shape.item, pick));
    case 'object':
      return objectOf(shape, pick);
  }
}

function leafOf({ holds }: LeafShape, pick: (most: number) => number): unknown {
  const texts = ['', 'text', '"quoted"', 'back\\slash', 'line\nbreak', '\u2028 ü \u{1f600}', '}],'];
  const text = texts[pick(texts.length - 1)];
  const number = [0, 7, -12, 123456789][pick(3)];
  if (typeof holds !== 'string') return [...holds][pick(1)];
  if (holds === 'boolean') return pick(1) === 0;
  if (holds === 'int') return number;
  if (holds === 'float') return [number, 0.5, -2.25, 1e-7][pick(3)];
  if (holds === 'string') return text;
  return pick(1) === 0 ? text : number;
}

function objectOf({ types }: ObjectShape, pick: (most: number) => number): unknown {
  const [type, fields] = [...types][pick(types.size - 1)]!;
  return Object.fromEntries(
    fields.map(({ key, slot }) => [key, slot ? valueOf(slot, pick) : type]),
  );
}

test('a text is recognised only if it is what reading, checking and writing would make of it', () => {
  let recognised = 0;
  let fitting = 0;
  fc.assert(
    fc.property(object, fc.infiniteStream(fc.nat()), fc.nat(), (shape, numbers, where) => {
      const pick = (most: number): number => (numbers.next().value as number) % (most + 1);
      const { fits } = generateShaper(shape);
      const recognise = compileRecognise(shape);
      const json = JSON.stringify({ data: objectOf(shape, pick) });
      // Some are changed by a character on the way.
      const at = where % json.length;
      // No text that came as UTF-8 has half of a character.
      const changed = (
        json.slice(0, at) +
        '",:{}[]0ue\\ \n'[pick(12)] +
        json.slice(at + 1)
      ).toWellFormed();
      for (const text of [json, changed, `${json}\n`, ` ${json}`, `${json}}`]) {
        const answer = dataIn(text);
        const isFit =
          answer !== undefined && Object.keys(answer).join() === 'data' && fits(answer.data);
        const isKnown = recognise?.(text) ?? false;
        if (isKnown) assert.ok(isFit, `${text} is recognised and does not fit`);
        if (isKnown) recognised += 1;
        if (isFit && recognise && text === json) fitting += 1;
      }
    }),
    { numRuns: 3_000 },
  );
  // Numbers such as 1e-7 would fit as well, and so would lists and objects for a scalar of the schema.
  assert.ok(recognised > fitting / 2, `${recognised} of ${fitting}`);
});

function dataIn(text: string): { data: object } | undefined {
  try {
    return JSON.parse(text) as { data: object };
  } catch {
    return undefined;
  }
}

const id: Field = { key: 'id', slot: { nullable: false, shape: { kind: 'leaf', holds: 'id' } } };

function objectWith(fields: readonly Field[], types: readonly string[]): ObjectShape {
  return {
    kind: 'object',
    certain: types.length === 1 ? types[0]! : null,
    types: new Map(types.map((type) => [type, [...fields, { key: '__typename', slot: null }]])),
  };
}

test('a shape whose type is told late, or that is too large, has no pattern', () => {
  const early: Field = { key: '__typename', slot: null };
  const types = ['A', 'B', 'C'];
  const withTypes = (fields: readonly Field[]): ObjectShape => ({
    kind: 'object',
    certain: null,
    types: new Map(types.map((type) => [type, fields])),
  });
  assert.ok(compileRecognise(withTypes([early, id])));
  assert.equal(compileRecognise(withTypes([id, early])), undefined);
  const many = Array.from({ length: 2_000 }, (_none, at) => ({ ...id, key: `field${at}` }));
  assert.equal(compileRecognise(objectWith(many, ['A'])), undefined);
});

test('selections that stand in many places don’t make a pattern grow without end', () => {
  let shape = objectWith([id], ['A']);
  for (let depth = 0; depth < 200; depth += 1) {
    const slot: Slot = { nullable: true, shape };
    shape = objectWith(
      [
        { key: 'left', slot },
        { key: 'right', slot },
      ],
      ['A'],
    );
  }
  assert.equal(compileRecognise(shape), undefined);
});
