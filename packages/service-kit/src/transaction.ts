import type postgres from 'postgres';

/** The connection of a transaction closed while the transaction was under way. */
export class TransactionLostError extends Error {
  override readonly name = 'TransactionLostError';
  readonly code = 'CONNECTION_CLOSED';
}

const never = new Promise<never>(() => undefined);

/**
 * `sql.begin`, but a connection that closes under way (a failover, a restart, `pg_terminate_backend`)
 * only rejects the call. The driver's own (postgres 3.4.9) then writes its ROLLBACK or COMMIT to a socket
 * that is gone, which throws outside of any promise and ends the process; and work that goes on after
 * the close can land inside another transaction, on the connection that took the place of the old one.
 * See https://github.com/porsager/postgres/issues/1208 and https://github.com/porsager/postgres/pull/1215.
 *
 * Both are kept from happening by what is public: `begin` rejects in the same turn in which it sees the
 * close. From then on `tx` refuses work, and the callback's own end is withheld from the driver, so it
 * has nothing left to write. The server has rolled the transaction back by itself.
 */
export async function transaction<T, Types extends Record<string, unknown> = {}>(
  sql: Pick<postgres.Sql<Types>, 'begin'>,
  work: (tx: postgres.TransactionSql<Types>) => Promise<T>,
  options = 'isolation level read committed',
): Promise<T> {
  let lost = false;

  const shielded =
    <R>(inner: (tx: postgres.TransactionSql<Types>) => R | Promise<R>) =>
    async (tx: postgres.TransactionSql<Types>): Promise<R> => {
      try {
        const result = await inner(guarded(tx));
        return lost ? await never : result;
      } catch (error) {
        await new Promise(setImmediate);
        if (lost) await never;
        throw error;
      }
    };

  const refuseWhenLost = (): void => {
    if (lost) throw new TransactionLostError('The connection of this transaction was lost');
  };

  const guarded = (tx: postgres.TransactionSql<Types>): postgres.TransactionSql<Types> =>
    new Proxy(tx, {
      apply(target, self, args) {
        refuseWhenLost();
        return Reflect.apply(target, self, args) as unknown;
      },
      get(target, property, receiver) {
        refuseWhenLost();
        if (property !== 'savepoint') return Reflect.get(target, property, receiver) as unknown;
        return (...args: [string, typeof work] | [typeof work]) =>
          args.length === 2
            ? target.savepoint(args[0], shielded(args[1]))
            : target.savepoint(shielded(args[0]));
      },
    });

  try {
    return (await sql.begin(options, shielded(work))) as T;
  } finally {
    lost = true;
  }
}
