import { setTimeout as pause } from 'node:timers/promises';
import type postgres from 'postgres';
import { transaction } from './transaction.ts';

/** How long the work of a replaced client on its other connections may take before it is told to end. */
const graceMs = 10_000;
const endWithinSeconds = 20;

/** Settings that a steady client makes for the client underneath; spread them last. */
export type SteadySettings = {
  readonly idle_timeout: 0;
  readonly max_lifetime: 0;
  readonly max_pipeline: number;
  readonly backoff: (failures: number) => number;
  readonly onparameter: () => void;
  readonly onclose: () => void;
};

/**
 * Seconds before a place whose connection failed tries again. The driver's own go up to 20, for which a
 * query that came to that place waits although the outage is over.
 */
const backoffSeconds = (failures: number): number =>
  Math.min(0.01 * 2 ** failures, 0.5) * (0.5 + Math.random() / 2);

/** The type of text[]; known to a client once it has asked the server for the array types. */
const textArray = 1009;

/**
 * A postgres.js client that outlives its connections:
 * `steadyClient((settings) => postgres(url, { max: 8, ...settings }))`.
 *
 * In postgres 3.4.9 the place of a connection that was lost is used again with what was left in it: the
 * first query after it may fail with the old connection's error, get its rows at the wrong index, or
 * hang until the connect time-out (https://github.com/porsager/postgres/pull/1209 and 1215). So no place
 * is used twice: connections are not closed for age or idleness, and when one is lost the next query
 * goes to a new client while the old one finishes what it has. (Places whose connection was never made,
 * as during an outage, are clean.) Transactions go through {@link transaction}, for the driver's own end
 * the process when their connection is lost; so does asking for the array types, which is therefore done
 * once and not for every connection.
 *
 * It hears of a lost connection by its end; that one which vanishes without a word comes to an end too is
 * up to the options of `bounded`.
 *
 * BEGIN is dropped half-way when it is the last query that fits a connection's pipeline
 * (https://github.com/porsager/postgres/issues/1189); here the pipeline has no such bound.
 */
export function steadyClient<Types extends Record<string, unknown>>(
  open: (settings: SteadySettings) => postgres.Sql<Types>,
): postgres.Sql<Types> {
  type Client = postgres.Sql<Types>;
  type Work = (tx: postgres.TransactionSql<Types>) => unknown;
  const retired = new Map<Client, NodeJS.Timeout>();
  let connected = false;
  let worn = false;
  let ended = false;

  const create = (): Client => {
    const client = open({
      idle_timeout: 0,
      max_lifetime: 0,
      max_pipeline: 1_000_000,
      backoff: backoffSeconds,
      onparameter: () => {
        connected ||= client === current;
      },
      onclose: () => {
        worn ||= connected && client === current;
      },
    });
    return client;
  };
  let current = create();

  const retire = (client: Client): void => {
    const end = (): void => {
      void client.end({ timeout: endWithinSeconds }).finally(() => retired.delete(client));
    };
    retired.set(client, setTimeout(end, graceMs).unref());
  };

  const usable = (): Client => {
    if (worn && !ended) {
      const old = current;
      current = create();
      connected = false;
      worn = false;
      retire(old);
      teach(old, current);
    }
    if (textArray in current.options.serializers) current.options.fetch_types = false;
    return current;
  };

  const begin = (...args: [string, Work] | [Work]): Promise<unknown> => {
    const [options, work] = args.length === 2 ? args : ['', args[0]];
    return transaction(usable(), async (tx) => work(tx), options);
  };

  const end = async (how?: { timeout?: number }): Promise<void> => {
    ended = true;
    for (const timer of retired.values()) clearTimeout(timer);
    // The driver waits for a lost connection's last query, which never ends, until the time-out.
    const timeout = how?.timeout ?? endWithinSeconds;
    const briefly = Math.min(timeout, 1);
    // One that is ending already stays with the time that it was given: it is not waited for so long.
    const endOfRetired = (client: Client): Promise<void> =>
      Promise.race([client.end({ timeout: briefly }), pause(briefly * 1_000)]);
    await Promise.all([
      current.end({ timeout: worn ? briefly : timeout }),
      ...[...retired.keys()].map(endOfRetired),
    ]);
  };

  return new Proxy(current, {
    apply: (_target, self, args) => Reflect.apply(usable(), self, args) as unknown,
    get(_target, property) {
      if (property === 'begin') return begin;
      if (property === 'end') return end;
      return Reflect.get(usable(), property) as unknown;
    },
  });
}

/** What one client learned about types, from the server or from drizzle, the other knows from the start. */
function teach(from: { readonly options: unknown }, to: { readonly options: unknown }): void {
  type Known = Pick<postgres.ParsedOptions, 'parsers' | 'serializers'> & {
    readonly shared: { readonly typeArrayMap: Record<number, number> };
  };
  const [known, empty] = [from.options as Known, to.options as Known];
  Object.assign(empty.parsers, known.parsers);
  Object.assign(empty.serializers, known.serializers);
  Object.assign(empty.shared.typeArrayMap, known.shared.typeArrayMap);
}
