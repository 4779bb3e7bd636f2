import { badUserInput } from './errors.ts';

/** Cursors are opaque to clients; inside they are a kind and a few parts. */
export function encodeCursor(
  kind: string,
  ...parts: readonly (string | bigint | number)[]
): string {
  return Buffer.from(JSON.stringify([kind, ...parts.map(String)])).toString('base64url');
}

/**
 * Gives back the parts of a cursor of that kind. Throws a BAD_USER_INPUT error for any other text. What
 * the parts hold is for the caller to check: anybody can write a cursor of that kind.
 */
export function decodeCursor(kind: string, cursor: string, count: number): string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (isTexts(parts) && parts.length === count + 1 && parts[0] === kind) return parts.slice(1);
  } catch {
    // Not JSON: falls through to the same answer as JSON of another shape.
  }
  throw badUserInput('The cursor is not one of this list. Pass back a cursor as it was given.');
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((part) => typeof part === 'string');
}
