export type EmbeddedPostgresErrorCode =
  /** No PostgreSQL is published on npm for this operating system and processor. */
  | 'UNSUPPORTED_PLATFORM'
  /** The npm package with the binaries isn't installed. */
  | 'BINARIES_MISSING'
  /** The binaries are there but don't run here. */
  | 'BINARIES_UNUSABLE'
  /** PostgreSQL refuses root, and this environment doesn't let us switch to another user. */
  | 'CANNOT_LEAVE_ROOT'
  /** Another living process holds this data folder. */
  | 'ALREADY_RUNNING'
  /** The data was written by another major version of PostgreSQL. */
  | 'WRONG_VERSION'
  /** The data was placed elsewhere and isn't there any more. */
  | 'DATA_MISSING'
  | 'PERMISSION'
  | 'DISK_FULL'
  /** An engine left over from a killed start doesn't stop. */
  | 'ORPHAN_STUCK'
  | 'START_TIMEOUT'
  | 'START_FAILED';

/** Why PostgreSQL can't start, in one line meant for the person at the terminal. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Turns whatever a start ran into (a system error of ours, or the last words of a PostgreSQL
 * program) into one typed line.
 */
export function explain(cause: unknown, dataDir: string): EmbeddedPostgresError {
  if (cause instanceof EmbeddedPostgresError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const systemCode = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const full = /No space left|quota exceeded/i.test(text) && !/shared memory/.test(text);
  if (['ENOSPC', 'EDQUOT'].includes(systemCode) || full) {
    return new EmbeddedPostgresError(
      'DISK_FULL',
      `The disk that holds ${dataDir} is full. Free some space and start again; nothing is lost.`,
      { cause },
    );
  }
  if (
    ['EACCES', 'EPERM', 'EROFS'].includes(systemCode) ||
    /Permission denied|Read-only file system|invalid permissions|wrong ownership/i.test(text)
  ) {
    return new EmbeddedPostgresError(
      'PERMISSION',
      `PostgreSQL can't use ${dataDir}: ${oneLine(text)}.`,
      { cause },
    );
  }
  if (/still in use/.test(text)) {
    return new EmbeddedPostgresError(
      'ORPHAN_STUCK',
      `Processes of an earlier PostgreSQL still use ${dataDir}. End them and start again.`,
      { cause },
    );
  }
  return new EmbeddedPostgresError('START_FAILED', `PostgreSQL didn't start: ${oneLine(text)}.`, {
    cause,
  });
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ').replace(/\.$/, '');
}
