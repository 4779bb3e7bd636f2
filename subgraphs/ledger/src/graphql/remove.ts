import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { parseInput } from '@outlay/service-kit/problems.ts';
import { reversalOf } from '../domain/entry.ts';
import type { Context } from './context.ts';
import { originalOf, takenBack } from './original.ts';
import { record } from './record.ts';
import { removeTransactionInput } from './rules.ts';
import type { RemoveTransactionInput } from './types.generated.ts';

/** Posts the reversal of a transaction, of that kind or of any. */
export async function remove(
  context: Context,
  given: RemoveTransactionInput,
  { operation, kind }: { operation: string; kind: 'EXPENSE' | null },
) {
  const parsed = parseInput(removeTransactionInput, given);
  if (!parsed.ok) return parsed.problem;
  const input = parsed.value;
  const id = uuidv7();
  const result = await record(context, { operation, input }, async () => {
    const original = await originalOf(context, input.id, kind);
    return { entries: [reversalOf(original, id, context.ledger.now())] };
  });
  const outcome = await takenBack(context, input.id, result);
  if (outcome.__typename !== 'TakenBack') return outcome;
  const { reversal } = outcome;
  return {
    __typename: 'RemoveTransactionSuccess' as const,
    reversal,
    position: reversal.position,
  };
}
