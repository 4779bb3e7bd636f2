import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readSettings } from './settings.ts';

const config = fileURLToPath(new URL('../config/', import.meta.url));

/** Reads a copy of the configuration with one file changed. */
function readWith(file: string, change: (text: string) => string): void {
  const folder = mkdtempSync(join(tmpdir(), 'outlay-config-'));
  try {
    cpSync(config, folder, { recursive: true });
    writeFileSync(join(folder, file), change(readFileSync(join(folder, file), 'utf8')));
    readSettings(pathToFileURL(`${folder}/`));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('the configuration is valid as it is', () => {
  assert.ok(readSettings().defaults.categories.length > 10);
});

test('what is wrong with a file is said when the ledger starts', () => {
  const refused = (file: string, change: (text: string) => string, message: RegExp) =>
    assert.throws(() => readWith(file, change), { name: 'ConfigError', message });
  refused('categories.json', () => '{', /^categories\.json could not be read/);
  refused(
    'categories.json',
    (text) => text.replace('EXPENSE', 'SPENDING'),
    /^categories\.json is not valid at 0\.kind/,
  );
  refused('accounts.json', (text) => text.replace('opening-balances', 'equity'), /needs an EQUITY/);
  refused('patterns.json', (text) => text.replace('lidl', 'l.*dl'), /^patterns\.json is not valid/);
  refused(
    'patterns.json',
    (text) => text.replace('"category": "housing"', '"category": "castles"'),
    /names castles, which is no EXPENSE category/,
  );
});
