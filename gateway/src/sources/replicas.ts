import { lookup as ofSystem } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** No connection is used for longer, so that replicas that were added get their share of the requests. */
export const connectionAgeMs = 60_000;

/**
 * Finds the addresses of a name in another order each time, so that connections spread over the replicas
 * that a name stands for (a headless service of Kubernetes has an address for each), and one that refuses
 * is passed over for the next. A name with a single address has a balancer behind it that does the same.
 *
 * What is spread are connections: a new replica gets its share as old ones are given up.
 */
export function anyReplica(lookup: LookupFunction = ofSystem as LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error || !Array.isArray(found)) return callback(error, found);
      const addresses = inAnyOrder(found);
      const [first] = addresses;
      if (options.all || !first) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

/** Fisher and Yates. */
function inAnyOrder<T>(items: readonly T[]): T[] {
  const left = [...items];
  return items.map(() => left.splice(Math.floor(Math.random() * left.length), 1)[0]!);
}
