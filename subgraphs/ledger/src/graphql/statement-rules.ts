import { idempotencyKey } from '@outlay/service-kit/idempotency.ts';
import { z } from 'zod';
import { name } from './rules.ts';

/** 2 MB of statement; a base64 text is a third longer. */
export const maxStatementBytes = 2_000_000;
export const maxStatementRows = 10_000;

const column = z.int().min(0, 'must be 0 or more.').max(999, 'must be below 1000.');

const oneOf = (characters: string, meaning: string) =>
  z
    .string()
    .refine((text) => text.length === 1 && characters.includes(text), `must be ${meaning}.`);

const singleColumns = ['dateColumn', 'amountColumn', 'debitColumn', 'creditColumn'] as const;

const format = z
  .object({
    delimiter: oneOf(',;\t|', 'a comma, a semicolon, a tab or a bar').nullish(),
    encoding: z.string().max(40, 'must have at most 40 characters.').nullish(),
    dateOrder: z.enum(['DAY_MONTH_YEAR', 'MONTH_DAY_YEAR', 'YEAR_MONTH_DAY']).nullish(),
    decimalSeparator: z.enum(['.', ','], 'must be a point or a comma.').nullish(),
    dateColumn: column.nullish(),
    descriptionColumns: z.array(column).max(20, 'must be at most 20 columns.').nullish(),
    amountColumn: column.nullish(),
    debitColumn: column.nullish(),
    creditColumn: column.nullish(),
    positiveIsOut: z.boolean().nullish(),
  })
  .superRefine(({ positiveIsOut, ...columns }, context) => {
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    const given = singleColumns.filter((field) => typeof columns[field] === 'number');
    const twoColumns = given.includes('debitColumn') || given.includes('creditColumn');
    if (twoColumns && given.includes('amountColumn')) {
      const advice = 'Give either it, or debitColumn and creditColumn.';
      refuse('amountColumn', `is for amounts with a sign. ${advice}`);
    }
    if (twoColumns && positiveIsOut) {
      const advice = 'Leave it out, or give debitColumn and creditColumn the other way round.';
      refuse('positiveIsOut', `goes with amountColumn only. ${advice}`);
    }
    for (const [index, field] of given.entries()) {
      const other = given.slice(0, index).find((one) => columns[one] === columns[field]);
      if (other) refuse(field, `is the same column as ${other}. Give each its own.`);
    }
  });

export const previewStatementInput = z.object({
  accountId: z.string(),
  fileName: name,
  contentBase64: z
    .base64('must be the bytes of the file in base64.')
    .min(1, 'must not be empty.')
    .max(Math.ceil(maxStatementBytes / 3) * 4, 'must be at most 2 MB of file. Split it up.')
    .transform((text) => new Uint8Array(Buffer.from(text, 'base64'))),
  format: format.nullish(),
});

export const importStatementInput = z.object({
  previewId: z.string(),
  skipLines: z.array(z.int()).max(maxStatementRows, 'must be fewer lines.'),
  categories: z
    .array(z.object({ line: z.int(), categoryId: z.string() }))
    .max(maxStatementRows, 'must be fewer lines.'),
  idempotencyKey,
});
