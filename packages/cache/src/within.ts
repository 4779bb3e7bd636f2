/** What an operation that took too long rejects with. */
export class TooLateError extends Error {
  override readonly name = 'TooLateError';
  readonly code = 'CACHE_TOO_LATE';
}

/**
 * The outcome of work, or a {@link TooLateError} after so many milliseconds. A process that was busy for
 * longer finds the time-out and the answer waiting side by side, and timers go first; so the time-out gives
 * way for one turn of the event loop.
 */
export async function within<Result>(
  timeoutMs: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    setImmediate(() => late.reject(new TooLateError(`No answer within ${timeoutMs} ms`)));
  }, timeoutMs);
  try {
    return await Promise.race([work(), late.promise]);
  } finally {
    clearTimeout(timer);
    // Nobody waits for it any more, should it still come.
    late.promise.catch(() => {});
  }
}
