import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { parseInput } from '@outlay/service-kit/problems.ts';
import { nameKeyOf } from '../../domain/chart.ts';
import { readDecimal } from '../../domain/choices.ts';
import { openingOf } from '../../domain/opening.ts';
import { insertAccounts } from '../../store/open-book.ts';
import { postAll } from '../../store/post.ts';
import { manage } from '../manage.ts';
import { openAccountInput } from '../rules.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const openAccount: MutationResolvers['openAccount'] = async (_parent, args, context) => {
  const parsed = parseInput(openAccountInput, args.input);
  if (!parsed.ok) return parsed.problem;
  const input = parsed.value;
  const result = await manage(context, { operation: 'openAccount', input }, async (tx, chart) => {
    const { name, type } = input;
    const bookId = chart.book.id;
    const currency = input.currency ?? chart.book.currency;
    const held = readDecimal(input.openingBalance ?? '0', currency, ['openingBalance']);
    const id = uuidv7();
    const account = { id, type, name, currency, code: null, icon: null };
    await insertAccounts(tx, bookId, [{ ...account, nameKey: nameKeyOf(name) }]);
    if (held === 0n) return id;
    const made = { id: uuidv7(), recordedAt: context.ledger.now() };
    const entry = openingOf(chart, { ...account, held }, made);
    const { traceparent } = context;
    const write = { bookId, key: null, hash: null, entries: [entry], traceparent };
    const [outcome] = await postAll(tx, [write]);
    if (outcome?.outcome !== 'stored') throw new Error('An opening balance was not posted');
    return id;
  });
  if (result.__typename === 'NotFound') throw new Error('Opening an account looked for another');
  if (result.__typename !== 'Managed') return result;
  const account = await context.loaders.account.load(result.id);
  if (!account) throw new Error(`Account ${result.id} is not to be found`);
  return { __typename: 'OpenAccountSuccess', account };
};
