import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Kind, parse, type SelectionSetNode } from 'graphql';
import { measureDocument } from './operation-size.ts';

/** A selection as text. Fragments are named by number and spread only later ones, so they end. */
type Selections = (
  | { field: string; alias: boolean; directive: boolean; inner: Selections | null }
  | { inline: Selections; directive: boolean }
  | { spread: number; directive: boolean }
)[];

const fragmentCount = 4;
const { selections } = fc.letrec<{ selections: Selections }>((tie) => ({
  selections: fc.array(
    fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.record({
        field: fc.constantFrom('a', 'b', 'signIn', 'signUp'),
        alias: fc.boolean(),
        directive: fc.boolean(),
        inner: fc.constant(null),
      }),
      fc.record({ spread: fc.nat(fragmentCount - 1), directive: fc.boolean() }),
      fc.record({
        field: fc.constantFrom('a', 'signIn', '__schema', '__type'),
        alias: fc.boolean(),
        directive: fc.boolean(),
        inner: tie('selections'),
      }),
      fc.record({ inline: tie('selections'), directive: fc.boolean() }),
    ),
    { minLength: 1, maxLength: 4 },
  ),
}));

/** `after` is the number of the fragment that the selections stand in; -1 for the operation. */
function textOf(all: Selections, after: number): string {
  const each = all.map((one) => {
    const directive = one.directive ? ' @x' : '';
    if ('spread' in one) {
      const reachable = one.spread > after ? `...F${one.spread}` : 'a';
      return `${reachable}${directive}`;
    }
    if ('inline' in one) return `...${directive} ${textOf(one.inline, after)}`;
    const inner = one.inner ? ` ${textOf(one.inner, after)}` : '';
    return `${one.alias ? 'z: ' : ''}${one.field}${directive}${inner}`;
  });
  return `{ ${each.join(' ')} }`;
}

/** The same by writing every fragment out, one field after the other. */
function countOneByOne(text: string) {
  const { definitions } = parse(text);
  const size = { fields: 0, aliases: 0, directives: 0, rootFields: 0, signIns: 0, depth: 0 };
  const introspection = { introspectionFields: 0, introspectionDepth: 0, nested: false };
  const fragmentOf = (name: string) =>
    definitions.find(
      (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name,
    ) as { selectionSet: SelectionSetNode };

  function walk({ selections }: SelectionSetNode, depth: number, insideSince: number | null): void {
    for (const each of selections) {
      size.directives += each.directives?.length ?? 0;
      if (each.kind === Kind.INLINE_FRAGMENT) walk(each.selectionSet, depth, insideSince);
      if (each.kind === Kind.FRAGMENT_SPREAD) {
        walk(fragmentOf(each.name.value).selectionSet, depth, insideSince);
      }
      if (each.kind !== Kind.FIELD) continue;
      size.aliases += each.alias ? 1 : 0;
      if (depth === 0) {
        size.rootFields += 1;
        size.signIns += each.name.value.startsWith('sign') ? 1 : 0;
      }
      if (insideSince === null) {
        size.fields += 1;
        size.depth = Math.max(size.depth, depth + 1);
      } else {
        introspection.introspectionFields += 1;
        introspection.introspectionDepth = Math.max(
          introspection.introspectionDepth,
          depth + 1 - insideSince,
        );
      }
      const isRoot = each.name.value.startsWith('__');
      const enters = insideSince === null && isRoot;
      introspection.nested ||= insideSince !== null && isRoot;
      if (each.selectionSet) walk(each.selectionSet, depth + 1, enters ? depth + 1 : insideSince);
    }
  }
  const [operation] = definitions;
  walk((operation as { selectionSet: SelectionSetNode }).selectionSet, 0, null);
  return { ...size, ...introspection };
}

test('a document measures what it is with every fragment written out', () => {
  fc.assert(
    fc.property(
      selections,
      fc.array(selections, { minLength: fragmentCount, maxLength: fragmentCount }),
      (root, bodies) => {
        const fragments = bodies.map((body, at) => `fragment F${at} on T ${textOf(body, at)}`);
        const text = [textOf(root, -1), ...fragments].join('\n');
        const { introspectionDepth, nested, ...counted } = countOneByOne(text);
        const [measured] = measureDocument(parse(text)).operations;
        const { introspectionDepth: deepest, ...size } = measured!.size;
        assert.deepEqual(size, counted);
        // Where one stands inside another, which is not valid, it may be overrated.
        assert.ok(deepest >= introspectionDepth);
        if (!nested) assert.equal(deepest, introspectionDepth);
      },
    ),
    { numRuns: 500 },
  );
});
