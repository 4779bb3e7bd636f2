/** SQLSTATE classes (PostgreSQL documentation, appendix A) that say nothing about the data. */
const sqlstateClasses = new Set([
  '08', // connection
  '40', // transaction rollback: serialization failure, deadlock
  '42', // access or its object: a right, a table or a column that a statement needs is not there
  '53', // insufficient resources: disk, memory, connections
  '57', // operator intervention: shutdown, cancelled, time-out
  '58', // system error outside PostgreSQL
]);

/** A statement that is put together wrongly, which may be the fault of one event. */
const syntaxError = '42601';

const codes = new Set([
  '25006', // read-only transaction: a server that is (still) a standby
  '25P03', // idle in transaction for too long
  '55P03', // lock not available in time
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EMFILE',
]);

/**
 * Whether an error tells of the surroundings (a lost connection, a deadlock, a shutdown, a right that was
 * taken away, a migration that is still to come) and not of the data, so that doing the same again later
 * may succeed. Looks through wrapped errors (`cause`).
 */
export function isInfrastructureError(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 8) return false;
  if (error instanceof AggregateError) {
    return error.errors.some((one) => isInfrastructureError(one, depth + 1));
  }
  const { code, cause, severity } = error as Record<'code' | 'cause' | 'severity', unknown>;
  // What ends the session is never about the data: refused log-in, no such database, shutdown.
  if (severity === 'FATAL' || severity === 'PANIC') return true;
  if (typeof code === 'string') {
    if (codes.has(code)) return true;
    if (code === syntaxError) return false;
    if (/^[0-9A-Z]{5}$/.test(code) && sqlstateClasses.has(code.slice(0, 2))) return true;
  }
  return isInfrastructureError(cause, depth + 1);
}
