import { sql } from './drizzle/core.cjs';
import { check, pgTable, smallint, text } from './drizzle/pg-core.cjs';

/** One row, sealed at the first start: what opens it is the key that the database is encrypted with. */
export const masterKeyProof = pgTable(
  'master_key_proof',
  {
    id: smallint('id').primaryKey().default(1),
    sealed: text('sealed').notNull(),
  },
  (table) => [check('master_key_proof_is_one_row', sql`${table.id} = 1`)],
);
