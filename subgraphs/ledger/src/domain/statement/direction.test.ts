import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readSettings } from '../../settings.ts';
import { type KnownStatement, readStatement, type Statement } from './read-statement.ts';

const { statementColumns: words } = readSettings();

function read(lines: readonly string[], known: KnownStatement = {}): Statement {
  const bytes = new TextEncoder().encode(lines.join('\n'));
  const statement = readStatement(bytes, { currency: 'EUR', words, known });
  assert.ok('rows' in statement, 'message' in statement ? statement.message : '');
  return statement;
}

const told = ({ rows }: Statement) => rows.map(({ amount, warning }) => [amount, warning]);

const header = 'Date,Description,Amount,Type';
const mixed = [
  header,
  '2026-11-10,A,1.00,Debit',
  '2026-11-11,B,2.00,Credit',
  '2026-11-12,C,3.00,Card payment',
  '2026-11-13,D,4.00,',
];

describe('a kind of booking beside amounts without a sign', () => {
  test('counts where it says out or in; what it says else is told with the line', () => {
    assert.deepEqual(told(read(mixed)), [
      [-100n, null],
      [200n, null],
      [
        300n,
        '"card payment" says neither out nor in, and the amount has no sign: it is read as money in.',
      ],
      [400n, 'No word says out or in, and the amount has no sign: it is read as money in.'],
    ]);
  });

  test('leaves every line in doubt where it never says out or in', () => {
    const { rows } = read([header, '2026-11-10,A,1.00,Transfer', '2026-11-11,B,2.00,POS']);
    assert.deepEqual(
      rows.map(({ amount, warning }) => [amount, warning?.split(' says')[0]]),
      [
        [100n, '"transfer"'],
        [200n, '"pos"'],
      ],
    );
  });

  test('is told without the half of a character where it is cut', () => {
    const { rows } = read([header, `2026-11-10,A,1.00,a${'𠮷'.repeat(25)}`]);
    assert.equal(rows[0]?.warning?.split(' says')[0], `"a${'𠮷'.repeat(19)}"`);
  });

  test('leaves nothing in doubt where the person says what an amount without a sign is', () => {
    const statement = read(mixed, { positiveIsOut: true });
    assert.deepEqual(told(statement), [
      [-100n, null],
      [200n, null],
      [-300n, null],
      [-400n, null],
    ]);
    assert.ok(statement.signDecides);
  });
});

describe('what has no date is no line to ask', () => {
  for (const [what, line] of Object.entries({
    'a balance with CR': ',Closing balance,12.00 CR,',
    'a sum with a minus': 'Total,,-12.00,',
  })) {
    test(`for a sign: ${what}`, () => {
      for (const lines of [
        [...mixed, line],
        [header, line, ...mixed.slice(1)],
      ]) {
        assert.deepEqual(told(read(lines)), told(read(mixed)));
      }
    });
  }

  test('for a word', () => {
    const lines = [header, '2026-11-10,A,1.00,Debit', '2026-11-11,B,-2.00,Credit'];
    assert.deepEqual(told(read([...lines, 'Total,,1.00,Sum'])), told(read(lines)));
  });
});

describe('nothing is in doubt', () => {
  for (const [what, amounts] of Object.entries({
    'a minus': ['-1.00', '2.00'],
    'a minus behind': ['1.00-', '2.00'],
    brackets: ['(1.00)', '2.00'],
    'CR and DR': ['1.00 DR', '2.00 CR'],
  })) {
    test(`where amounts have signs: ${what}`, () => {
      const [one, two] = amounts;
      const lines = [header, `2026-11-10,A,${one},Transfer`, `2026-11-11,B,${two},Debit`];
      assert.deepEqual(told(read(lines)), [
        [-100n, null],
        [200n, null],
      ]);
    });
  }

  test('where there is no kind of booking', () => {
    assert.deepEqual(told(read(['Date,Description,Amount', '2026-11-10,A,1.00'])), [[100n, null]]);
  });

  test('in lines with a sign beside others with a word', () => {
    const lines = [header, '2026-11-10,A,1.00,Debit', '2026-11-11,B,-2.00,', '2026-11-12,C,3.00,'];
    assert.deepEqual(
      told(read(lines)).map(([amount, warning]) => [amount, warning !== null]),
      [
        [-100n, false],
        [-200n, false],
        [300n, true],
      ],
    );
  });
});

test('a sign decides nothing where each line has a word, or a column, for out and in', () => {
  assert.ok(!read(mixed.slice(0, 3)).signDecides);
  assert.ok(
    !read(['Date,Text,Debit,Credit', '2026-11-10,A,1.00,', '2026-11-11,B,,2.00']).signDecides,
  );
  assert.ok(read(['Date,Text,Amount', '2026-11-10,A,1.00']).signDecides);
});
