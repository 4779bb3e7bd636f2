import { trace } from '@opentelemetry/api';
import { type DestinationStream, type LogFn, pino, type Logger } from 'pino';
import { standardOutput } from './line-output.ts';
import { loggedError } from './logged-error.ts';
import { timeOfLine } from './line-time.ts';
import { currentRequestId } from './request-id.ts';
import { secretNames, withoutSecrets } from './without-secrets.ts';

export type { Logger };

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/**
 * JSON lines on standard output. `piece` names who is speaking: `gateway`, `ledger`. What is logged while a
 * request is worked for names it, and its trace.
 */
export function createLogger(
  piece: string,
  level: LogLevel = 'info',
  output: DestinationStream = standardOutput(),
): Logger {
  return pino(
    {
      level,
      base: { piece },
      // Only for what a child is bound to; all else is cut below.
      redact: { paths: [...secretNames], censor: '[secret]' },
      serializers: { err: loggedError, error: loggedIfError },
      timestamp: timeOfLine,
      hooks: { logMethod: sayCut },
      mixin: whose,
      // Pino copies each line's fields, also where there is nothing to add to them.
      mixinMergeStrategy: (fields, added) => (added === nobodys ? fields : { ...added, ...fields }),
      formatters: {
        level: (label) => ({ level: label }),
        log: (logged) => withoutSecrets(logged) as Record<string, unknown>,
      },
    },
    output,
  );
}

const nobodys = {};

/** The request and the trace that a line belongs to, in the names that log stores look for. */
function whose(): object {
  const requestId = currentRequestId();
  const span = trace.getActiveSpan()?.spanContext();
  if (requestId === undefined && !span) return nobodys;
  return {
    ...(requestId !== undefined && { requestId }),
    ...(span && { trace_id: span.traceId, span_id: span.spanId }),
  };
}

function loggedIfError(value: unknown): unknown {
  return value instanceof Error ? loggedError(value) : value;
}

/** Without a message pino takes the error's own, uncut. */
function sayCut(this: Logger, args: Parameters<LogFn>, log: LogFn): void {
  const [first, message] = args as [unknown, unknown?];
  const error = first instanceof Error ? first : (first as { err?: unknown } | null)?.err;
  if (message !== undefined || !(error instanceof Error)) return log.apply(this, args);
  const fields = first === error ? { err: error } : first;
  log.apply(this, [fields, loggedError(error).message]);
}
