import { pieces } from '@outlay/stack/configuration/page.ts';
import type { z } from 'zod';

export type PieceName = keyof typeof pieces;

export const subgraphs = ['auth', 'user', 'ledger', 'reporting', 'notification'] as const;
export const pieceNames: readonly PieceName[] = [...subgraphs, 'gateway'];

/** What OpenTelemetry's SDK and Node itself read, and no schema of ours names. */
const standard = /^(OTEL_[A-Z_]+|NODE_EXTRA_CA_CERTS)$/;

/** What a migration reads of its subgraph's settings. */
const migration = ['DATABASE_URL', 'LOG_LEVEL'];

/**
 * What is wrong with the environment that a piece would be started with, one line each, by the very
 * schema that the piece starts with: a name that it does not read, one that it needs and isn't given, a
 * value that it would refuse.
 */
export function complaints(
  piece: PieceName,
  given: Readonly<Record<string, string>>,
  command: 'run' | 'migrate' = 'run',
): string[] {
  const schema: z.ZodObject = pieces[piece];
  const read = command === 'run' ? Object.keys(schema.shape) : migration;
  const unread = Object.keys(given).filter((name) => !read.includes(name) && !standard.test(name));
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const issues = (schema.safeParse(set).error?.issues ?? []).filter(({ path }) =>
    read.includes(String(path[0])),
  );
  return [
    ...unread.map((name) => `${piece} does not read ${name}`),
    ...issues.map(({ path, message }) => `${piece}: ${path.join('.')}: ${message}`),
  ];
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
