import { chartOf } from '../access.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const book: QueryResolvers['book'] = async (_parent, _args, context) =>
  (await chartOf(context)).book;
