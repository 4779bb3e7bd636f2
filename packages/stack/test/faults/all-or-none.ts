/** As `Promise.all`, but when one of them fails, those that succeeded are let go of before it throws. */
export async function allOrNone<const Parts extends readonly Promise<AsyncDisposable>[]>(
  parts: Parts,
) {
  const outcomes = await Promise.allSettled(parts);
  const failed = outcomes.find((one) => one.status === 'rejected');
  if (!failed) return Promise.all(parts);
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') await outcome.value[Symbol.asyncDispose]();
  }
  throw failed.reason;
}
