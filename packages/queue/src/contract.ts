import type { z } from 'zod';
import { JobContractError } from './errors.ts';

/** A queue by its name, and the shape of what its jobs say: parsed where one is put in and where it is done. */
export type JobContract<Schema extends z.ZodType = z.ZodType> = {
  /** Small letters, digits, dots and dashes: `notification.email`. */
  readonly queue: string;
  readonly schema: Schema;
};

export type BodyOf<Contract> =
  Contract extends JobContract<infer Schema> ? z.output<Schema> : never;

/**
 * Names a queue and what its jobs say. A body travels as JSON and its shape must survive that. Workers may
 * be older than producers and the other way round, so a body is only ever given more optional fields.
 */
export function defineJob<Schema extends z.ZodType>(
  queue: string,
  schema: Schema,
): JobContract<Schema> {
  if (!/^[a-z][a-z0-9.-]{0,99}$/.test(queue)) throw new RangeError(`Not a queue's name: ${queue}`);
  return { queue, schema };
}

/** Throws {@link JobContractError}, naming what is wrong and repeating no value. */
export function parseBody<Contract extends JobContract>(
  contract: Contract,
  body: unknown,
): BodyOf<Contract> {
  const parsed = contract.schema.safeParse(body);
  if (parsed.success) return parsed.data as BodyOf<Contract>;
  const what = parsed.error.issues
    .map(({ path, code }) => `${path.map(String).join('.') || 'the body'} (${code})`)
    .join(', ');
  throw new JobContractError(`It breaks the contract of ${contract.queue}: ${what}`);
}
