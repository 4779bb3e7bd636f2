import { withoutPrivateText, withoutValue } from './without-private-text.ts';

/** What a log line says of an error. */
export type LoggedError = {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  /** The frames alone: V8 begins a stack with the message, which may be one that we cut. */
  readonly stack?: string;
  readonly cause?: LoggedError;
  readonly errors?: readonly LoggedError[];
};

/** How far causes are followed, and how many errors of an AggregateError are told. */
const deepest = 5;
const mostErrors = 5;

/**
 * An error with its type, message, code, stack and causes, and without anything else that hangs on it.
 * PostgreSQL's errors carry the query, its parameters and a `detail` that holds the row; drizzle's carry
 * query and parameters, in the message as well. None of that belongs in a log.
 */
export function loggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) {
    const message = typeof error === 'string' ? withoutPrivateText(error) : 'not an error';
    return { type: typeof error, message };
  }
  const { code, query } = error as { code?: unknown; query?: unknown };
  const withCode = typeof code === 'string' || typeof code === 'number' ? { code } : {};
  const frames = error.stack?.split('\n').filter((line) => /^ {4}at /.test(line));
  const deeper = depth < deepest;
  return {
    type: error.constructor.name,
    message: messageOf(error, code, query),
    ...withCode,
    ...(frames && frames.length > 0 && { stack: frames.join('\n') }),
    ...(deeper && error.cause !== undefined && { cause: loggedError(error.cause, depth + 1) }),
    ...(deeper &&
      error instanceof AggregateError && {
        errors: error.errors.slice(0, mostErrors).map((one) => loggedError(one, depth + 1)),
      }),
  };
}

function messageOf(error: Error, code: unknown, query: unknown): string {
  // drizzle: `Failed query: … params: …`; the cause says what was wrong.
  if (typeof query === 'string' && error.name !== 'PostgresError') return 'Failed query';
  return withoutPrivateText(withoutData(error, code));
}

/** These quote what they were given. */
function withoutData({ name, message }: Error, code: unknown): string {
  switch (name) {
    case 'PostgresError':
      // Class 22 (data exception): `invalid input syntax for type uuid: "…"`.
      return typeof code === 'string' && /^22...$/.test(code) ? quotesCut(message) : message;
    case 'SyntaxError':
      // `Unexpected token 'x', "…" is not valid JSON`.
      return quotesCut(message);
    case 'GraphQLError':
      // `Int cannot represent non-integer value: "…"`.
      return withoutValue(message);
    default:
      return message;
  }
}

function quotesCut(message: string): string {
  return message.replace(/".*"/s, '"…"');
}
