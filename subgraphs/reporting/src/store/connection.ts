import type postgres from 'postgres';

/**
 * Columns of type bigint are bigints.
 *
 * Lists go into statements through `unnest` as arrays of texts where postgres.js would take the type of
 * their first member for that of the list (booleans, bigints), or turn dates into instants.
 */
type Types = { bigint: bigint };

export type Sql = postgres.Sql<Types>;

export type Transaction = postgres.TransactionSql<Types>;

/** Either: for reads that make no difference between the two. */
export type Connection = Sql | Transaction;
