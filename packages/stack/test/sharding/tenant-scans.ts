/** A node of `EXPLAIN (FORMAT JSON)`. */
export type PlanNode = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
};

/**
 * The tables of tenants that a plan reads otherwise than by a book: by no index at all, or by an index
 * condition that does not name `book_id`, but for the indexes that may. On a database sharded by book, such
 * a read asks every shard.
 */
export function scansAcrossBooks(
  plan: PlanNode,
  tenantTables: ReadonlySet<string>,
  mayIndexes: Readonly<Record<string, string>> = {},
): string[] {
  const inside = (plan.Plans ?? []).flatMap((child) =>
    scansAcrossBooks(child, tenantTables, mayIndexes),
  );
  const table = plan['Relation Name'];
  const isScan = plan['Node Type'].endsWith('Scan');
  if (table === undefined || !tenantTables.has(table) || !isScan) return inside;
  if ((plan['Index Name'] ?? '') in mayIndexes) return inside;
  return conditionsOf(plan).every((condition) => /\bbook_id\b/.test(condition))
    ? inside
    : [...inside, table];
}

/** A bitmap's conditions are in the nodes below the one that names the table. */
function conditionsOf(plan: PlanNode): string[] {
  if (plan['Node Type'] === 'Bitmap Heap Scan') return (plan.Plans ?? []).flatMap(conditionsOf);
  if (/^Bitmap(And|Or)$/.test(plan['Node Type'])) {
    const conditions = (plan.Plans ?? []).flatMap(conditionsOf);
    // One side of an AND is enough to find the shard.
    return plan['Node Type'] === 'BitmapAnd' ? [conditions.join(' AND ')] : conditions;
  }
  return [plan['Index Cond'] ?? ''];
}
