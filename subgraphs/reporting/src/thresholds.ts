import { z } from 'zod';
import given from '../config/thresholds.json' with { type: 'json' };
import { thresholds } from './graphql/rules.ts';

/** Reads `config/thresholds.json`. Throws a ZodError when a file was put there that breaks the rules. */
export function readDefaultThresholds(file: unknown = given): readonly number[] {
  return z.strictObject({ default: thresholds }).parse(file).default;
}
