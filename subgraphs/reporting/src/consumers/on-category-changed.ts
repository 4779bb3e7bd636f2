import type { EventOf } from '@outlay/events/contract.ts';
import type { categoryChanged } from '@outlay/events/ledger.ts';
import { type Category, keepCategories } from '../store/categories.ts';
import type { Transaction } from '../store/connection.ts';

/** Keeps which categories there are, so that a budget can be refused one that is not. */
export async function onCategoryChanged(
  tx: Transaction,
  events: readonly EventOf<typeof categoryChanged>[],
): Promise<void> {
  if (events.length > 0) await keepCategories(tx, events.map(categoryOf));
}

export function categoryOf({ data }: EventOf<typeof categoryChanged>): Category {
  const { kind, archived } = data;
  return {
    bookId: data.bookId.toLowerCase(),
    categoryId: data.categoryId.toLowerCase(),
    kind,
    archived,
  };
}
