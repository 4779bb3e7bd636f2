import { once } from '@outlay/service-kit/idempotency.ts';
import {
  idempotencyConflict,
  invalidField,
  type IdempotencyConflict,
  type InvalidInput,
  type NotFound,
} from '@outlay/service-kit/problems.ts';
import type { TransactionSql } from 'postgres';
import type { Chart } from '../domain/chart.ts';
import { Refusal } from '../domain/refusal.ts';
import { readKey } from '../store/transactions.ts';
import { chartOf } from './access.ts';
import type { Context } from './context.ts';
import { forgetRows } from './loaders.ts';
import { problemOf, type Request } from './record.ts';

export type Transaction = TransactionSql<{ bigint: bigint }>;

/** The account or category that was made or changed. */
export type Managed = { readonly __typename: 'Managed'; readonly id: string };

/**
 * Changes the chart of accounts, once per idempotency key, in one transaction. `work` may throw a Refusal,
 * which undoes what it did. Whether a name is free is left to the unique index.
 */
export async function manage(
  context: Context,
  request: Request,
  work: (tx: Transaction, chart: Chart) => Promise<string>,
): Promise<Managed | InvalidInput | NotFound | IdempotencyConflict> {
  const { ledger, loaders } = context;
  const chart = await chartOf(context);
  const bookId = chart.book.id;
  const { idempotencyKey: key, ...input } = request.input;
  const { operation } = request;
  try {
    const result = await ledger.sql.begin((tx) =>
      once<Managed | IdempotencyConflict>(tx, { bookId, key, operation, input }, async () => {
        if (await readKey(tx, bookId, key)) {
          return { answer: idempotencyConflict(key), keep: false };
        }
        const answer = { __typename: 'Managed', id: await work(tx, chart) } as const;
        return { answer, keep: true };
      }),
    );
    forgetRows(loaders);
    ledger.committed({ posted: [bookId], charts: [bookId] });
    return result;
  } catch (error) {
    if (error instanceof Refusal) return problemOf(error);
    if ((error as { constraint_name?: string }).constraint_name === 'accounts_name') {
      return invalidField(['name'], 'is taken by another of yours. Choose another name.');
    }
    throw error;
  }
}
