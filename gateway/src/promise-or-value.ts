export type PromiseOrValue<T> = T | Promise<T>;

/**
 * Goes on with a value, at once where it is there already, as it is for most of what stands before an operation:
 * a dozen promises for each would take a tenth of its time.
 */
export function andThen<T, R>(
  value: PromiseOrValue<T>,
  goOn: (value: T) => PromiseOrValue<R>,
): PromiseOrValue<R> {
  return value instanceof Promise ? value.then(goOn) : goOn(value);
}

/** Does something, and makes something else of its error, whether that is thrown or rejected with. */
export function orElse<T>(
  start: () => PromiseOrValue<T>,
  failed: (error: unknown) => T,
): PromiseOrValue<T> {
  try {
    const value = start();
    return value instanceof Promise ? value.catch(failed) : value;
  } catch (error) {
    return failed(error);
  }
}
