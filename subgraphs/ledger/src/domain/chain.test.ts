import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { encodeEntry, genesis, linkOf, type SealedEntry } from './chain.ts';

const entry: SealedEntry = {
  bookId: '11111111-1111-7111-8111-111111111111',
  id: '22222222-2222-7222-8222-222222222222',
  position: 7n,
  kind: 'EXPENSE',
  date: '2026-03-01',
  description: 'Café',
  amount: 1250n,
  currency: 'EUR',
  accountId: '33333333-3333-7333-8333-333333333333',
  toAccountId: null,
  categoryId: '44444444-4444-7444-8444-444444444444',
  recordedAt: new Date('2026-03-01T09:30:00.120Z'),
  reverses: null,
  replaces: null,
  importId: null,
  legs: [
    { accountId: '44444444-4444-7444-8444-444444444444', amount: 1250n, currency: 'EUR' },
    { accountId: '33333333-3333-7333-8333-333333333333', amount: -1250n, currency: 'EUR' },
  ],
};

/** Written down by hand from the description of the format, so that the format can't drift. */
test('the bytes are those that the format describes', () => {
  const field = (text: string): string => {
    const bytes = Buffer.from(text);
    return bytes.length.toString(16).padStart(8, '0') + bytes.toString('hex');
  };
  const absent = 'ffffffff';
  const expected = [
    field('outlay entry 1'),
    field('11111111-1111-7111-8111-111111111111'),
    '0000000137',
    field('22222222-2222-7222-8222-222222222222'),
    field('EXPENSE'),
    field('2026-03-01'),
    '00000005436166c3a9',
    field('1250 EUR'),
    field('33333333-3333-7333-8333-333333333333'),
    absent,
    field('44444444-4444-7444-8444-444444444444'),
    field('2026-03-01T09:30:00.120Z'),
    absent,
    absent,
    absent,
    '0000000132',
    field('44444444-4444-7444-8444-444444444444'),
    field('1250 EUR'),
    field('33333333-3333-7333-8333-333333333333'),
    field('-1250 EUR'),
  ].join('');
  assert.equal(encodeEntry(entry).toString('hex'), expected);
  const link = createHash('sha256')
    .update(Buffer.from('00'.repeat(32) + expected, 'hex'))
    .digest('hex');
  assert.equal(linkOf(genesis, entry).toString('hex'), link);
});

test('two different entries never have the same bytes', () => {
  const text = fc.string({ unit: 'binary', maxLength: 12 });
  const maybe = fc.option(text);
  const any = fc.record({
    description: text,
    currency: text,
    toAccountId: maybe,
    categoryId: maybe,
    reverses: maybe,
    replaces: maybe,
    importId: maybe,
    legs: fc.array(fc.record({ accountId: text, amount: fc.bigInt(), currency: text }), {
      maxLength: 3,
    }),
  });
  const wellFormed = (value: unknown): boolean =>
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'bigint' ? inner.toString() : inner,
    ).isWellFormed();
  fc.assert(
    fc.property(any.filter(wellFormed), any.filter(wellFormed), (left, right) => {
      const [a, b] = [left, right].map((change) => encodeEntry({ ...entry, ...change }));
      const same = fc.stringify(left) === fc.stringify(right);
      assert.equal(a?.equals(b as Buffer), same);
    }),
  );
});
