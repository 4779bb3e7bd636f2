import type postgres from 'postgres';

/** Columns of type bigint are bigints. */
type Types = { bigint: bigint };

export type Sql = postgres.Sql<Types>;

export type Transaction = postgres.TransactionSql<Types>;

/** Either: for reads that make no difference between the two. */
export type Connection = Sql | Transaction;
