import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string>();

/** Does work of a request: every line that is logged meanwhile names the request. */
export function withRequestId<T>(requestId: string, work: () => T): T {
  // In one process with the gateway it is said twice.
  return current.getStore() === requestId ? work() : current.run(requestId, work);
}

/** The request that is being worked for, if any. */
export function currentRequestId(): string | undefined {
  return current.getStore();
}
