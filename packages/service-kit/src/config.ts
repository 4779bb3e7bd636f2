import type { z } from 'zod';
import { misspellings } from './misspelled.ts';

/** A setting that is missing or wrong; the message names the variable and what it should hold. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'CONFIG';
}

/**
 * What OpenTelemetry's own variables say. They are no settings of ours: their names and meanings are the
 * standard's, and its SDK reads most of them itself.
 */
export function telemetryEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** Told, in a sentence, of what an environment holds that may be meant otherwise. */
export type OnDoubt = (doubt: string) => void;

/**
 * Reads a piece's settings from environment variables by a zod object whose keys are the variables'
 * names. Throws {@link ConfigError} with one line for the first that is wrong; it never prints a value,
 * since the value may be a secret. Who reads all settings of a piece may be told of variables that look like
 * one of them misspelled.
 */
export function readEnvironment<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
  onDoubt?: OnDoubt,
): z.output<Schema> {
  if (onDoubt) {
    for (const { given, meant } of misspellings(Object.keys(schema.shape), environment)) {
      onDoubt(`${given} is no setting; if ${meant} is meant, it is not set`);
    }
  }
  const given = Object.fromEntries(
    Object.keys(schema.shape)
      .filter((name) => environment[name])
      .map((name) => [name, environment[name]]),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  // A rule over several variables has no path, and its message names them.
  if (issue?.path[0] === undefined) throw new ConfigError(issue?.message);
  const name = String(issue.path[0]);
  const state = given[name] === undefined ? 'is not set' : 'is not valid';
  // A rule that we wrote ourselves says more than what the setting is for.
  const meaning =
    issue.code === 'custom' ? issue.message : (schema.shape[name]?.description ?? issue.message);
  const bound = given[name] === undefined ? null : boundOf(issue);
  throw new ConfigError(`${name} ${state}: ${meaning}${bound ? `; ${bound}` : ''}`);
}

/** How far a number may go, where it is the setting itself; of a text, its description says. */
function boundOf(issue: z.core.$ZodIssue): string | null {
  if (issue.path.length > 1) return null;
  if (issue.code === 'invalid_type' && issue.expected === 'int') return 'a whole number';
  if (issue.code === 'invalid_type' && issue.expected === 'number') return 'a number';
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return null;
  if (issue.origin !== 'number' && issue.origin !== 'int') return null;
  return issue.code === 'too_small'
    ? `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`
    : `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
}
