import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fingerprints } from './fingerprint.ts';
import type { ColumnWords } from './header.ts';
import { type KnownStatement, readStatement, type Statement } from './read-statement.ts';

const words = JSON.parse(
  readFileSync(new URL('../../../config/statement-columns.json', import.meta.url), 'utf8'),
) as ColumnWords;

function read(file: string | Uint8Array, known: KnownStatement = {}, currency = 'EUR'): Statement {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  const statement = readStatement(bytes, { currency, words, known });
  assert.ok('rows' in statement, 'message' in statement ? statement.message : '');
  return statement;
}

const amounts = ({ rows }: Statement) => rows.map(({ amount }) => amount);
const dates = ({ rows }: Statement) => rows.map(({ date }) => date);

describe('a statement with a header', () => {
  test('German, semicolons, decimal commas, windows-1252, a preamble above the header', () => {
    const text =
      'Kontoauszug;DE00 1234;;\nZeitraum;März 2026;;\n\n' +
      'Buchungstag;Verwendungszweck;Betrag;Saldo\n' +
      '02.03.2026;Bäckerei Müller;-3,80;1.196,20\n13.03.2026;Gehalt;2.500,00;3.696,20\n';
    const latin1 = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const statement = read(latin1);
    assert.deepEqual(amounts(statement), [-380n, 250000n]);
    assert.deepEqual(dates(statement), ['2026-03-02', '2026-03-13']);
    assert.equal(statement.rows[0]?.description, 'Bäckerei Müller');
    assert.equal(statement.rows[0]?.line, 5);
    assert.equal(statement.format.encoding, 'windows-1252');
    assert.equal(statement.format.delimiter, ';');
    assert.equal(statement.format.decimalSeparator, ',');
  });

  test('American dates, told by a day past the twelfth', () => {
    const statement = read(
      'Date,Description,Amount\n03/25/2026,Books,-12.00\n04/02/2026,Pay,900.00\n',
    );
    assert.deepEqual(dates(statement), ['2026-03-25', '2026-04-02']);
    assert.equal(statement.format.dateOrder, 'MONTH_DAY_YEAR');
  });

  test('dates that could be read both ways lie as close together as they can', () => {
    const dayFirst = read(
      'Date,Details,Amount\n01/07/26,a,-1.00\n02/07/26,b,-1.00\n03/07/26,c,-1.00\n',
    );
    assert.deepEqual(dates(dayFirst), ['2026-07-01', '2026-07-02', '2026-07-03']);
    const monthFirst = read(
      'Date,Details,Amount\n07/01/26,a,-1.00\n07/02/26,b,-1.00\n07/03/26,c,-1.00\n',
    );
    assert.deepEqual(dates(monthFirst), ['2026-07-01', '2026-07-02', '2026-07-03']);
  });

  test('debit and credit in columns of their own, Indian grouping, CR behind the balance', () => {
    const statement = read(
      'Txn Date,Narration,Withdrawal,Deposit,Closing Balance\n' +
        '1 Apr 2026,RENT,"25,000.00",,"1,75,000.00 CR"\n2 Apr 2026,PAY,,"1,20,500.50","2,95,500.50 CR"\n',
      {},
      'INR',
    );
    assert.deepEqual(amounts(statement), [-2500000n, 12050050n]);
  });

  test('UTF-16 with a byte order mark, tabs, a quoted line break', () => {
    const text =
      '\ufeffDate\tDescription\tAmount\r\n2026-03-01\t"Two\r\nlines"\t-5.00\r\n2026-03-02\tOne\t-6.00\r\n';
    const utf16 = new Uint8Array(Buffer.from(text, 'utf16le'));
    const statement = read(utf16);
    assert.equal(statement.format.encoding, 'utf-16le');
    assert.deepEqual(
      statement.rows.map(({ line, description }) => [line, description]),
      [
        [2, 'Two lines'],
        [4, 'One'],
      ],
    );
  });

  test('a card statement on which positive is money out', () => {
    const file = 'Date,Description,Amount\n2026-01-02,Shop,10.00\n2026-01-03,Payment,-50.00\n';
    assert.deepEqual(amounts(read(file, { positiveIsOut: true })), [-1000n, 5000n]);
  });

  test('a card statement on which CR alone is money in', () => {
    const header = 'Date,Description,Amount\n';
    const bought = '2026-01-02,Shop,10.00\n2026-01-03,Shop,-1.00 CR\n';
    const words = '2026-01-04,Payment,50.00 CR\n2026-01-05,Fee,2.00 DR\n';
    const known = { positiveIsOut: true };
    assert.deepEqual(amounts(read(header + bought + words, known)), [-1000n, 100n, 5000n, -200n]);
    assert.ok(!read(header + words, known).signDecides);
  });
});

test('a line whose own column names another currency is listed, not posted as the account’s', () => {
  const statement = read(
    'Date,Description,Amount,Currency\n2026-03-01,Here,-5.00,EUR\n2026-03-02,Abroad,-6.00,USD\n',
  );
  assert.deepEqual(amounts(statement), [-500n]);
  assert.equal(statement.rows[0]?.description, 'Here');
  assert.deepEqual(
    statement.unreadable.map(({ line, reason }) => [line, reason]),
    [[3, 'It is in USD; the account is kept in EUR.']],
  );
  const abroad = read('Date,Description,Original currency,Amount\n2026-03-02,Abroad,USD,-6.00\n');
  assert.deepEqual(amounts(abroad), [-600n]);
});

describe('a statement without a header', () => {
  test('columns are told by what stands in them, money in and out by the balance', () => {
    const statement = read(
      '05 Jan 2026,Card,Grocer,£20.00,,£480.00\n06 Jan 2026,Credit,Salary,,£100.00,£580.00\n' +
        '07 Jan 2026,Card,Grocer,£30.50,,£549.50\n',
      {},
      'GBP',
    );
    assert.deepEqual(amounts(statement), [-2000n, 10000n, -3050n]);
    assert.equal(statement.rows[0]?.description, 'Card Grocer');
  });

  test('numbers without decimals are references, not amounts', () => {
    const statement = read(
      '004512;22/01/2026;CARTE 33 LYON;0000037;-10,00;\n004512;23/01/2026;LOYER;0000038;-705,76;\n',
    );
    assert.deepEqual(amounts(statement), [-1000n, -70576n]);
  });
});

describe('rows that cannot be read', () => {
  test('are listed with line and reason, and cost their neighbours nothing', () => {
    const statement = read(
      'Date,Description,Amount\n2026-02-30,No such day,-1.00\n2026-02-01,Fine,-2.00\n' +
        '2026-02-02,Word,abc\n2026-02-03,Empty,\nTotal,,\n2026-02-04,Tiny,-0.001\n2026-02-05,Also fine,-3.00\n',
    );
    assert.deepEqual(amounts(statement), [-200n, -300n]);
    assert.deepEqual(
      statement.unreadable.map(({ line, reason }) => [line, reason]),
      [
        [2, '"2026-02-30" is not a date.'],
        [4, '"abc" is not an amount.'],
        [5, 'There is no amount.'],
        [6, '"Total" is not a date.'],
        [7, '"-0.001" is not an amount of EUR.'],
      ],
    );
  });

  test('an opening quote that is never closed loses its own line only', () => {
    const statement = read(
      'Date,Description,Amount\n2026-02-01,Fine,-2.00\n2026-02-02,"open,-1.00\n2026-02-03,Fine,-3.00\n',
    );
    assert.deepEqual(amounts(statement), [-200n, -300n]);
    assert.deepEqual(
      statement.unreadable.map(({ line }) => line),
      [3],
    );
  });
});

test('a file that is no statement says what to do', () => {
  const asBytes = (text: string) => new TextEncoder().encode(text);
  for (const file of ['', 'just some words\nand more\n', 'a,b\nc,d\n', '\u0000\u0001\u0002']) {
    const answer = readStatement(asBytes(file), { currency: 'EUR', words });
    assert.ok('message' in answer && answer.message.length > 20, JSON.stringify(file));
  }
});

test('yen have no decimals, and zeros in their place are dropped', () => {
  const statement = read(
    'Date,Description,Amount\n2026-02-01,Ramen,"-1,200"\n2026-02-02,Tea,-300.00\n',
    {},
    'JPY',
  );
  assert.deepEqual(amounts(statement), [-1200n, -300n]);
});

test('equal rows have different fingerprints, and the same ones in an overlapping file', () => {
  const coffee = '2026-02-01,Coffee,-2.00\n';
  const first = fingerprints(read(`Date,Description,Amount\n${coffee}${coffee}`).rows);
  const second = fingerprints(
    read(`Date,Description,Amount\n2026-01-31,Tea,-1.00\n${coffee}${coffee}${coffee}`).rows,
  );
  assert.equal(new Set(first).size, 2);
  assert.deepEqual(second.slice(1, 3), first);
  assert.equal(new Set(second).size, 4);
});

describe('a row that would post wrong money', () => {
  const reasons = (text: string, currency = 'EUR') => {
    const { rows, unreadable } = read(`Date,Description,Amount\n${text}`, {}, currency);
    return [rows.length, ...unreadable.map(({ reason }) => reason)];
  };

  test('is one in another currency, by its code or its sign', () => {
    assert.deepEqual(
      reasons(
        '2026-11-01,a,USD 5.00\n2026-11-02,b,$6.00\n2026-11-03,c,7.00 GBP\n' +
          '2026-11-04,d,-€8.00\n2026-11-05,e,9.00 eur\n2026-11-06,f,10.00 DR\n',
      ),
      [
        3,
        '"USD 5.00" is not in EUR, in which the account is kept.',
        '"$6.00" is not in EUR, in which the account is kept.',
        '"7.00 GBP" is not in EUR, in which the account is kept.',
      ],
    );
  });

  for (const [cell, currency] of [
    ['$5.00', 'CAD'],
    ['¥500', 'JPY'],
    ['CHF 5.00', 'CHF'],
    ['﷼5.00', 'IRR'],
  ] as const) {
    test(`is not "${cell}" on an account in ${currency}`, () => {
      assert.deepEqual(reasons(`2026-11-01,a,${cell}\n`, currency), [1]);
    });
  }

  test('is one that the delimiter broke apart, unless the header is short', () => {
    assert.deepEqual(reasons('2026-11-01,a,-1,234.50\n2026-11-02,b,-2\n2026-11-03,c,-3,\n'), [
      2,
      'It has more cells than the header; one may lack its quotes.',
    ]);
    assert.deepEqual(reasons('2026-11-01,a,-1,EUR\n2026-11-02,b,-2,EUR\n'), [2]);
  });

  test('is one of a date that no transaction may have', () => {
    assert.deepEqual(reasons('1899-12-31,a,-1\n2201-01-01,b,-1\n1900-01-01,c,-1\n'), [
      1,
      '1899-12-31 is not from 1900-01-01 to 2200-12-31.',
      '2201-01-01 is not from 1900-01-01 to 2200-12-31.',
    ]);
  });
});

describe('characters that a database refuses', () => {
  test('are spaces wherever they stand: header, description, a row that can’t be read', () => {
    const statement = read(
      'Date,Description,Amo\0unt,Amount\n2026-11-01,a\0\u001bb,,-1\n2026-11-02,c\0d,,x\0y\n',
    );
    assert.deepEqual(statement.format.header, ['Date', 'Description', 'Amo unt', 'Amount']);
    assert.equal(statement.rows[0]?.description, 'a b');
    assert.deepEqual(statement.unreadable, [
      { line: 3, reason: '"x y" is not an amount.', text: '2026-11-02,c d,,x y' },
    ]);
  });

  test('don’t come from cutting a character in half', () => {
    const long = `a${'😀'.repeat(400)}`;
    const statement = read(
      `Date,Description,Amount\n2026-11-01,${long},-1\n${long},,\n2026-11-01,b,${long}\n`,
    );
    assert.equal(statement.rows[0]?.description, `a${'😀'.repeat(249)}`);
    assert.equal(statement.unreadable.length, 2);
    for (const { reason, text } of statement.unreadable) {
      assert.ok(reason.isWellFormed() && text.isWellFormed());
    }
  });
});

describe('a file made to keep the reader busy', () => {
  const told = (text: string) =>
    readStatement(new TextEncoder().encode(text), { currency: 'EUR', words });

  test('of too many lines is refused before they are split', () => {
    const statement = told('1,2\n'.repeat(150_000));
    assert.ok('message' in statement);
    assert.match(statement.message, /150000 lines; at most 20000/);
  });

  test('of many columns of money is read by the first ones', () => {
    const line = `2026-11-01,shop,${Array(90).fill('1.50').join(',')}\n`;
    assert.equal(read(line.repeat(2_000)).rows.length, 2_000);
  });

  test('of a line with a million cells is read by its first hundred', () => {
    const statement = read(`2026-11-01,shop,-1.50\n${','.repeat(1_000_000)}x\n`);
    assert.deepEqual(amounts(statement), [-150n]);
    assert.equal(statement.unreadable.length, 1);
  });
});
