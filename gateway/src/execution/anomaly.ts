/**
 * Something in an answer that a clean one doesn't have, or that only Apollo's own executor knows how to
 * treat. It reaches nobody: whoever catches it lets Apollo answer from what was fetched so far.
 */
export class Anomaly extends Error {
  override readonly name = 'Anomaly';
}

/** Gives up on the prepared way. To be called where a value is expected. */
export function odd(what: string): never {
  throw new Anomaly(what);
}

/** Why an operation is left to Apollo altogether: something in it is not compiled here. */
export class NotPrepared extends Error {
  override readonly name = 'NotPrepared';
}
