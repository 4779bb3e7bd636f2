import { ConfigError, readEnvironment } from '@outlay/service-kit/config.ts';
import { pieces } from '@outlay/stack/configuration/page.ts';
import type { z } from 'zod';

export type PieceName = keyof typeof pieces;

export const subgraphs = ['auth', 'user', 'ledger', 'reporting', 'notification'] as const;
export const pieceNames: readonly PieceName[] = [...subgraphs, 'gateway'];

/** What OpenTelemetry's SDK and Node itself read, and no schema of ours names. */
const standard = /^(OTEL_[A-Z_]+|NODE_EXTRA_CA_CERTS)$/;

/** What a migration reads of its subgraph's settings. */
const migration = { DATABASE_URL: true, LOG_LEVEL: true } as const;

/**
 * What is wrong with the environment that a piece would be started with, one line each: every name that it
 * does not read, and what the piece itself would say as it ends.
 */
export function complaints(
  piece: PieceName,
  given: Readonly<Record<string, string>>,
  command: 'run' | 'migrate' = 'run',
): string[] {
  const whole: z.ZodObject = pieces[piece];
  const schema = command === 'run' ? whole : whole.pick(migration);
  const unread = Object.keys(given).filter(
    (name) => !Object.hasOwn(schema.shape, name) && !standard.test(name),
  );
  return [
    ...unread.map((name) => `${piece} does not read ${name}`),
    ...refusals(schema, given).map((refusal) => `${piece}: ${refusal}`),
  ];
}

function refusals(schema: z.ZodObject, given: Readonly<Record<string, string>>): string[] {
  try {
    readEnvironment(schema, given);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return [error.message];
    throw error;
  }
}

/** Whether a piece has a use for the variable. */
export function reads(piece: PieceName, variable: string): boolean {
  return Object.hasOwn(pieces[piece].shape, variable);
}

/** The variables that hold a secret in any piece. */
export function secretVariables(): Set<string> {
  const settings = Object.values(pieces).flatMap(({ shape }) => Object.entries(shape));
  const secret = settings.filter(([, field]) => (field as z.ZodType).meta()?.['secret'] === true);
  return new Set(secret.map(([name]) => name));
}
