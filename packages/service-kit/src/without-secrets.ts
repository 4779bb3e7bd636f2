import { loggedError } from './logged-error.ts';

/** What a log line must never hold, wherever it stands in the logged object. */
export const secretNames: ReadonlySet<string> = new Set([
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
  'cookie',
  'secret',
  'gatewaySecret',
  'masterKey',
  'address',
  'email',
  // Of PostgreSQL's errors and drizzle's, where they are not logged as `err`: values of rows.
  'detail',
  'where',
  'parameters',
  'params',
]);

/** Nothing that deep is logged on purpose; what goes round in a circle ends here. */
const deepest = 6;

/**
 * The same object with secrets and whatever points to people replaced, by the names of the fields. Errors
 * inside are told as errors are. It is done by hand, in a microsecond: pino's own `redact` takes sixty for
 * as many names at these depths, which is as long as the gateway needs for a whole request.
 */
export function withoutSecrets(logged: object, depth = 0): object {
  let copy: Record<string, unknown> | unknown[] | undefined;
  for (const [name, value] of Object.entries(logged)) {
    const told = secretNames.has(name) ? '[secret]' : inside(name, value, depth);
    if (told === value) continue;
    copy ??= Array.isArray(logged) ? [...logged] : { ...logged };
    (copy as Record<string, unknown>)[name] = told;
  }
  return copy ?? logged;
}

function inside(name: string, value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) {
    // At the top these have serializers of their own.
    return depth === 0 && (name === 'err' || name === 'error') ? value : loggedError(value);
  }
  if (depth >= deepest) return '[deep]';
  if ('toJSON' in value) return value;
  return withoutSecrets(value, depth + 1);
}
