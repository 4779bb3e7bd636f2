import { isUuid } from '@outlay/service-kit/ids.ts';
import { notFound, parseInput } from '@outlay/service-kit/problems.ts';
import { archiveBudget as archive } from '../../store/budgets.ts';
import { bookOf } from '../loaders.ts';
import { budgetToArchive } from '../rules.ts';
import type { MutationResolvers } from '../types.generated.ts';
import { write } from '../write.ts';

export const archiveBudget: MutationResolvers['archiveBudget'] = async (_parent, args, context) => {
  bookOf(context.viewer);
  const parsed = parseInput(budgetToArchive, args.input);
  if (!parsed.ok) return parsed.problem;
  const { id } = parsed.value;
  if (!isUuid(id)) return notFound('budget', id);

  const request = {
    operation: 'archiveBudget',
    success: 'ArchiveBudgetSuccess',
    input: args.input,
  };
  return write(context, request, async ({ tx, bookId, now }) => {
    if (!(await archive(tx, bookId, id, now))) return notFound('budget', id);
    return { __typename: 'ArchiveBudgetSuccess' as const, budgetId: id.toLowerCase() };
  });
};
