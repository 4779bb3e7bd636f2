import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { invalidField, parseInput } from '@outlay/service-kit/problems.ts';
import { chooseAccount } from '../../domain/choices.ts';
import { Refusal } from '../../domain/refusal.ts';
import { fingerprints } from '../../domain/statement/fingerprint.ts';
import { readStatement } from '../../domain/statement/read-statement.ts';
import { keepPreview, postedKeys, type Preview } from '../../store/statements.ts';
import { chartOf } from '../access.ts';
import { problemOf } from '../record.ts';
import { maxStatementRows, previewStatementInput } from '../statement-rules.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const previewStatement: MutationResolvers['previewStatement'] = async (
  _parent,
  args,
  context,
) => {
  const parsed = parseInput(previewStatementInput, args.input);
  if (!parsed.ok) return parsed.problem;
  const { accountId, fileName, contentBase64: bytes, format } = parsed.value;
  const { sql, settings } = context.ledger;
  const chart = await chartOf(context);
  try {
    const account = chooseAccount(chart, { id: accountId });
    const statement = readStatement(bytes, {
      currency: account.currency,
      words: settings.statementColumns,
      known: format ?? {},
    });
    if ('message' in statement) return { __typename: 'UnreadableStatement', ...statement };
    if (format?.positiveIsOut && statement.rows.length > 0 && !statement.signDecides) {
      const message = 'changes nothing: each line says by itself whether it is out or in.';
      return invalidField(['format', 'positiveIsOut'], `${message} Leave it out.`);
    }
    const count = statement.rows.length + statement.unreadable.length;
    if (count > maxStatementRows) {
      const message = `must hold at most ${maxStatementRows} rows, not ${count}. Split the file up.`;
      return invalidField(['contentBase64'], message);
    }
    const names = fingerprints(statement.rows);
    const preview: Preview = {
      id: uuidv7(),
      accountId: account.id,
      fileName,
      format: statement.format,
      unreadable: statement.unreadable,
      // With a space in it, which no client's key can have.
      rows: statement.rows.map((row, index) => ({
        ...row,
        key: `statement ${account.id} ${names[index]}`,
      })),
    };
    await keepPreview(sql, chart.book.id, preview);
    const posted = await postedKeys(
      sql,
      chart.book.id,
      preview.rows.map(({ key }) => key),
    );
    return {
      __typename: 'StatementPreview',
      ...preview,
      chart,
      posted,
      currency: account.currency,
    };
  } catch (error) {
    if (error instanceof Refusal) return problemOf(error);
    throw error;
  }
};
