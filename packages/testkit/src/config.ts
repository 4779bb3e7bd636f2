/** The only reader of the environment in this package. */

/** The admin URL of the PostgreSQL that this test run uses, where one was started. */
export function testPostgresUrl(): string | undefined {
  return process.env['OUTLAY_TEST_POSTGRES'] || undefined;
}

/** Hands the URL to every process started from here on. */
export function shareTestPostgresUrl(url: string): void {
  process.env['OUTLAY_TEST_POSTGRES'] = url;
}

/** The seed to repeat a random test with: a whole number below 2^32. */
export function testSeed(): number | undefined {
  const text = process.env['OUTLAY_TEST_SEED'];
  if (!text) return undefined;
  const seed = Number(text);
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return seed;
  throw new RangeError(`OUTLAY_TEST_SEED must be a whole number below 2^32, not ${text}`);
}
