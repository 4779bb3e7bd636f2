import { pino, type Logger } from 'pino';

export type { Logger };

/** What a log line must never hold, wherever it stands in the logged object. */
const secretPaths = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
  'secret',
  'masterKey',
  'address',
  'email',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** JSON lines on standard output. `piece` names who is speaking: `gateway`, `ledger`. */
export function createLogger(piece: string, level: LogLevel = 'info'): Logger {
  return pino({
    level,
    base: { piece },
    redact: { paths: secretPaths, censor: '[secret]' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
}
