import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { answerLater, once, release, requestHash } from '@outlay/service-kit/idempotency.ts';
import { isUuid } from '@outlay/service-kit/ids.ts';
import {
  idempotencyConflict,
  type IdempotencyConflict,
  notFound,
  parseInput,
} from '@outlay/service-kit/problems.ts';
import type { Chart } from '../../domain/chart.ts';
import { chooseAccount } from '../../domain/choices.ts';
import { Refusal } from '../../domain/refusal.ts';
import {
  checkChoices,
  entryOfRow,
  type ImportChoices,
} from '../../domain/statement/import-entries.ts';
import { readKey } from '../../store/transactions.ts';
import { importedSoFar, keepImport, type Preview, readPreview } from '../../store/statements.ts';
import type { KeyedWrite } from '../../store/poster.ts';
import { chartOf } from '../access.ts';
import type { Context } from '../context.ts';
import { forgetRows } from '../loaders.ts';
import { problemOf } from '../record.ts';
import { importStatementInput } from '../statement-rules.ts';
import type { MutationResolvers } from '../types.generated.ts';

const operation = 'importStatement';

/** Rows on their way to the poster at once; it makes the batches. */
const rowsAtOnce = 1_000;

type Answer = { readonly importId: string };

/**
 * Each row is a write of its own, under a key made of its fingerprint: a row that was imported before
 * is recognised by it, even if removed since, and an import that was interrupted goes on where it stopped
 * when it is sent again.
 */
export const importStatement: MutationResolvers['importStatement'] = async (
  _parent,
  args,
  context,
) => {
  const parsed = parseInput(importStatementInput, args.input);
  if (!parsed.ok) return parsed.problem;
  const { idempotencyKey: key, ...input } = parsed.value;
  const { sql } = context.ledger;
  const chart = await chartOf(context);
  const bookId = chart.book.id;
  const request = { bookId, key, operation, input };
  const begun: Answer = { importId: '' };
  /** What was answered under the key; `claim` keeps it for this request, if nobody has it. */
  const answered = (claim: boolean) =>
    sql.begin((tx) =>
      once<Answer | IdempotencyConflict>(tx, request, async () => {
        const isOfAnother = await readKey(tx, bookId, key);
        return isOfAnother
          ? { answer: idempotencyConflict(key), keep: false }
          : { answer: begun, keep: claim };
      }),
    );

  const known = await answered(false);
  if ('__typename' in known) return known;
  if (known.importId) return succeeded(context, bookId, known.importId);

  const preview = isUuid(input.previewId) ? await readPreview(sql, bookId, input.previewId) : null;
  if (!preview) {
    const advice = 'It is kept for a day; check the id, or preview the file again.';
    return notFound('statement preview', input.previewId, advice);
  }
  try {
    const writes = writesOf(context, chart, preview, input);
    // Before anything is posted, so that whoever is told of a conflict has changed nothing.
    const claimed = await answered(true);
    if ('__typename' in claimed) return claimed;
    for (let from = 0; from < writes.length; from += rowsAtOnce) {
      const some = writes.slice(from, from + rowsAtOnce);
      const outcomes = await Promise.all(some.map((write) => context.ledger.poster.post(write)));
      if (outcomes.some(({ outcome }) => outcome === 'chart')) {
        context.ledger.charts.forget(bookId);
        throw new Refusal(
          { kind: 'invalid', path: ['previewId'] },
          'is of an account, or suggests a category, that was closed meanwhile. Preview it again.',
        );
      }
    }
    const { count: postedCount } = await importedSoFar(sql, bookId, preview.id);
    // All of it through the transaction: another connection would be waited for while this one is held.
    await sql.begin(async (tx) => {
      await keepImport(tx, bookId, {
        id: preview.id,
        accountId: preview.accountId,
        fileName: preview.fileName,
        postedCount,
        duplicateCount: writes.length - postedCount,
        unreadableCount: preview.unreadable.length,
      });
      await answerLater(tx, request, { importId: preview.id });
    });
    forgetRows(context.loaders);
    return await succeeded(context, bookId, preview.id);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await release(sql, request, begun);
    return problemOf(error);
  }
};

function writesOf(
  { ledger, traceparent }: Context,
  chart: Chart,
  preview: Preview,
  choices: ImportChoices,
): KeyedWrite[] {
  checkChoices(preview.rows, choices);
  const account = chooseAccount(chart, { id: preview.accountId });
  const skipped = new Set(choices.skipLines);
  const chosen = new Map(choices.categories.map(({ line, categoryId }) => [line, categoryId]));
  const recordedAt = ledger.now();
  const { patterns } = ledger.settings;
  return preview.rows
    .filter(({ line }) => !skipped.has(line))
    .map((row) => {
      const made = { id: uuidv7(), recordedAt, importId: preview.id };
      const categoryId = chosen.get(row.line);
      const entry = entryOfRow(row, made, { chart, patterns, account, categoryId });
      const { key } = row;
      // The category is no part of what makes a row the same.
      return {
        bookId: chart.book.id,
        key,
        hash: requestHash(operation, key),
        entries: [entry],
        traceparent,
      };
    });
}

async function succeeded(context: Context, bookId: string, importId: string) {
  const statementImport = await context.loaders.statementImport.load(importId);
  if (!statementImport) throw new Error(`Import ${importId} is not to be found`);
  const { position } = await importedSoFar(context.ledger.sql, bookId, importId);
  return { __typename: 'ImportStatementSuccess' as const, statementImport, position };
}
