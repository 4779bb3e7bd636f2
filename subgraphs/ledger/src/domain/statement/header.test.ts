import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from '../../settings.ts';
import { readStatement } from './read-statement.ts';

const { statementColumns: words } = readSettings();

const headers: [bank: string, file: string, rows: [amount: bigint, description: string][]][] = [
  [
    'a date column called Value Date beside Amount (EUR)',
    'Booking Date,Value Date,Partner Name,Type,Payment Reference,Amount (EUR),Original Amount\n' +
      '2026-03-01,2026-03-02,Corner Shop,Presentment,Card 1,-12.30,-13.00\n',
    [[-1230n, 'Corner Shop Card 1']],
  ],
  [
    'Details that say DEBIT beside a Description',
    'Details,Posting Date,Description,Amount,Type,Balance\nDEBIT,03/25/2026,BOOK SHOP,-20.00,ACH,80.00\n',
    [[-2000n, 'BOOK SHOP']],
  ],
  [
    'a kind of booking beside payee and purpose',
    'Auftragskonto;Buchungstag;Buchungstext;Verwendungszweck;Beguenstigter/Zahlungspflichtiger;Betrag;Waehrung\n' +
      'DE1;02.03.26;KARTENZAHLUNG;Einkauf;Markthalle;-8,20;EUR\n',
    [[-820n, 'Markthalle Einkauf']],
  ],
  [
    'a word for the direction beside amounts without a sign',
    'Datum,Naam / Omschrijving,Af Bij,Bedrag (EUR)\n20260301,Bakker,Af,"3,20"\n20260302,Werk,Bij,"900,00"\n',
    [
      [-320n, 'Bakker'],
      [90000n, 'Werk'],
    ],
  ],
  [
    'a kind of booking that says Debit and Credit beside amounts without a sign',
    'Date,Description,Amount,Type\n2026-11-10,A,1.00,Debit\n2026-11-11,B,2.00,Credit\n2026-11-12,C,-3.00,\n',
    [
      [-100n, 'A'],
      [200n, 'B'],
      [-300n, 'C'],
    ],
  ],
  [
    'two kinds of booking, of which one says Debit and Credit',
    'Date,Type,Description,Amount,Transaction Type\n2026-11-10,POS,A,1.00,DR\n2026-11-11,ATM,B,2.00,CR\n',
    [
      [-100n, 'A'],
      [200n, 'B'],
    ],
  ],
  [
    'a kind of booking that says other things too',
    'Date,Description,Amount,Type\n2026-11-10,A,-1.00,Transfer\n2026-11-11,B,-2.00,Credit\n',
    [
      [-100n, 'A'],
      [-200n, 'B'],
    ],
  ],
  [
    'a kind of booking beside columns of debit and credit',
    'Date,Description,Debit,Credit,Type\n2026-11-10,A,1.00,,Debit\n2026-11-11,B,,2.00,Credit\n',
    [
      [-100n, 'A'],
      [200n, 'B'],
    ],
  ],
];

for (const [what, file, rows] of headers) {
  test(`a header with ${what}`, () => {
    const bytes = new TextEncoder().encode(file);
    const statement = readStatement(bytes, { currency: 'EUR', words });
    assert.ok('rows' in statement, 'message' in statement ? statement.message : '');
    assert.deepEqual(
      statement.rows.map(({ amount, description }) => [amount, description]),
      rows,
      JSON.stringify(statement.unreadable),
    );
  });
}
