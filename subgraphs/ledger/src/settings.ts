import { readFileSync } from 'node:fs';
import { ConfigError } from '@outlay/service-kit/config.ts';
import { z } from 'zod';
import { openingBalancesCode, type DefaultsConfig } from './domain/default-book.ts';
import type { ColumnWords } from './domain/statement/header.ts';
import { compilePatterns, type Patterns } from './domain/patterns.ts';

/** What the files in config/ say, checked once when the ledger starts. */
export type Settings = {
  readonly defaults: DefaultsConfig;
  readonly patterns: Patterns;
  readonly statementColumns: ColumnWords;
};

const code = z.string().regex(/^[a-z][a-z0-9-]*$/);
const kind = z.enum(['EXPENSE', 'INCOME']);
const names = z.intersection(
  z.record(z.string().regex(/^[a-z]{2,3}$/), z.string().min(1).max(80)),
  z.object({ en: z.string().min(1) }),
);

const categories = z
  .array(z.strictObject({ code, kind, icon: z.string().max(16).optional(), names }))
  .refine((all) => unique(all.map((one) => one.code)), 'has a code twice');

const accounts = z
  .array(z.strictObject({ code, type: z.enum(['ASSET', 'LIABILITY', 'EQUITY']), names }))
  .refine((all) => unique(all.map((one) => one.code)), 'has a code twice')
  .refine(
    (all) => all.some((one) => one.type === 'EQUITY' && one.code === openingBalancesCode),
    `needs an EQUITY account with the code ${openingBalancesCode}`,
  );

const patterns = z.strictObject({
  fallback: z.strictObject({ EXPENSE: code, INCOME: code }),
  patterns: z.array(
    z.strictObject({
      category: code,
      kind,
      // Words only: a pattern can neither be a regular expression nor be slow.
      phrases: z.array(z.string().regex(/^[\p{L}\p{N}]+( [\p{L}\p{N}]+)*\*?$/u)),
    }),
  ),
});

const words = z.array(z.string().regex(/^[a-z0-9]+( [a-z0-9]+)*$/)).min(1);

const columnWords = z.strictObject({
  date: words,
  description: words,
  amount: words,
  debit: words,
  credit: words,
  balance: words,
  currency: words,
  payee: words,
  direction: words,
  kind: words.default([]),
  out: words,
  in: words,
});

/** Reads config/. Throws a ConfigError that names the file and what is wrong with it. */
export function readSettings(folder = new URL('../config/', import.meta.url)): Settings {
  const defaults = {
    categories: read(new URL('categories.json', folder), categories),
    accounts: read(new URL('accounts.json', folder), accounts),
  };
  const told = read(new URL('patterns.json', folder), patterns);
  const named = [
    ...told.patterns,
    ...(['EXPENSE', 'INCOME'] as const).map((kind) => ({ kind, category: told.fallback[kind] })),
  ];
  for (const { kind, category } of named) {
    if (!defaults.categories.some((one) => one.code === category && one.kind === kind)) {
      throw new ConfigError(`patterns.json names ${category}, which is no ${kind} category`);
    }
  }
  const statementColumns = read(new URL('statement-columns.json', folder), columnWords);
  return { defaults, patterns: compilePatterns(told), statementColumns };
}

function read<Schema extends z.ZodType>(file: URL, schema: Schema): z.output<Schema> {
  const name = file.pathname.split('/').at(-1);
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new ConfigError(`${name} is not valid at ${issue?.path.join('.')}: ${issue?.message}`);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`${name} could not be read: ${String(error)}`);
  }
}

function unique(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}
