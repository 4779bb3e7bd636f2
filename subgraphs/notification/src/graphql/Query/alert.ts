import { bookOf } from '../context.ts';
import { isId } from '../ids.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const alert: QueryResolvers['alert'] = (_root, { id }, context) => {
  bookOf(context);
  return isId(id) ? context.alertById.load(id) : null;
};
