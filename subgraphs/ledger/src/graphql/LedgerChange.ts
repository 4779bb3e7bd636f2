import { encodeCursor } from '@outlay/service-kit/cursor.ts';
import type { LedgerChangeResolvers } from './types.generated.ts';

export const LedgerChange: LedgerChangeResolvers = {
  cursor: ({ transaction }) => encodeCursor('change', transaction.position),
};
