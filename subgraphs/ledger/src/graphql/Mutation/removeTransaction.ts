import { remove } from '../remove.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const removeTransaction: MutationResolvers['removeTransaction'] = (
  _parent,
  { input },
  context,
) => remove(context, input, { operation: 'removeTransaction', kind: null });
