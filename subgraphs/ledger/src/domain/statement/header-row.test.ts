import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readSettings } from '../../settings.ts';
import { type KnownStatement, readStatement, type Statement } from './read-statement.ts';

const { statementColumns: words } = readSettings();

function read(file: string, known: KnownStatement = {}): Statement {
  const bytes = new TextEncoder().encode(file);
  const statement = readStatement(bytes, { currency: 'EUR', words, known });
  assert.ok('rows' in statement, 'message' in statement ? statement.message : '');
  return statement;
}

const told = ({ format, rows, unreadable }: Statement) => ({
  header: format.header,
  rows: rows.map(({ line, description, amount }) => [line, description, amount]),
  unreadable: unreadable.map(({ line }) => line),
});

describe('a header with a word that is not known', () => {
  test('for the date', () => {
    const file = 'Created,Description,Amount\n2026-11-10,Abc,-1.50\n2026-11-11,Bcd,-2.00\n';
    assert.deepEqual(told(read(file)), {
      header: ['Created', 'Description', 'Amount'],
      rows: [
        [2, 'Abc', -150n],
        [3, 'Bcd', -200n],
      ],
      unreadable: [],
    });
  });

  test('for any column, beneath a line of the preamble that is as wide', () => {
    const file = 'Holder,Jane,Main\nPeriod,2026-11-01,\nHolder,Jane,Main\nFoo,Bar,Baz\n';
    assert.deepEqual(told(read(`${file}2026-11-11,Bcd,-2.00\n`)), {
      header: ['Foo', 'Bar', 'Baz'],
      rows: [[5, 'Bcd', -200n]],
      unreadable: [],
    });
  });

  test('loses none of the lines below it that have mistakes in them', () => {
    const file =
      'Foo,Bar,Baz\n2026-11-31,Abc,-1.50\nSome,Words,Between\n2026-11-11,Bcd,-2\n2026-11-12,Cde,3\n';
    const known = { dateColumn: 0, descriptionColumns: [1], amountColumn: 2 };
    assert.deepEqual(told(read(file, known)), {
      header: ['Foo', 'Bar', 'Baz'],
      rows: [
        [4, 'Bcd', -200n],
        [5, 'Cde', 300n],
      ],
      unreadable: [2, 3],
    });
  });

  test('whose columns the person names', () => {
    const file = 'When,No,What,How much\n10.11.2026,17,Abc,20\n11.11.2026,18,Bcd,30\n';
    assert.deepEqual(told(read(file, { dateColumn: 0, amountColumn: 3 })), {
      header: ['When', 'No', 'What', 'How much'],
      rows: [
        [2, 'Abc', 2000n],
        [3, 'Bcd', 3000n],
      ],
      unreadable: [],
    });
  });

  test('for the amount, beside others that only sound like money', () => {
    for (const header of ['Created,Value Date,Text,Sum', 'Created,Valued,Debit card,Sum']) {
      const file = `${header}\n2026-11-10,2026-11-11,Abc,-1.50\n2026-11-10,2026-11-11,Abc,2.00\n`;
      assert.deepEqual(told(read(file)).rows, [
        [2, 'Abc', -150n],
        [3, 'Abc', 200n],
      ]);
    }
    assert.deepEqual(told(read('Date,Text,Amount\n2026-11-10,Abc,abc\n')).unreadable, [2]);
  });
});

describe('a file without a header', () => {
  test('may have whole amounts, told by the sign of one', () => {
    assert.deepEqual(told(read('2026-11-10,17,Abc,-1\n2026-11-11,18,Bcd,2\n')), {
      header: null,
      rows: [
        [1, 'Abc', -100n],
        [2, 'Bcd', 200n],
      ],
      unreadable: [],
    });
  });

  test('keeps each of its lines, words between them too', () => {
    const lines = (days: number[]) => days.map((day) => `2026-11-${day},Abc,-1.00\n`).join('');
    const statement = read(`${lines([10, 11])}More,Of,Them\n${lines([12, 13])}`);
    assert.deepEqual(told(statement).unreadable, [3]);
    assert.equal(statement.rows.length, 4);
  });

  test('is asked about where whole numbers may be anything', () => {
    const bytes = new TextEncoder().encode('2026-11-10,17,Abc,1\n2026-11-11,18,Bcd,2\n');
    const answer = readStatement(bytes, { currency: 'EUR', words });
    assert.ok('message' in answer);
    assert.match(answer.message, /Say in `format` which columns hold them/);
  });
});
