/** A log was asked for by a URL that no adapter serves. */
export class UnsupportedLogError extends Error {
  override readonly name = 'UnsupportedLogError';
  readonly code = 'EVENT_LOG_UNSUPPORTED';
}

/** A log was asked for by a URL that its adapter cannot read. */
export class InvalidLogUrlError extends Error {
  override readonly name = 'InvalidLogUrlError';
  readonly code = 'EVENT_LOG_URL_INVALID';
}

/**
 * The brokers don't let in whom the URL names or forbid it what it needs, or are not who they have to be; the
 * message says which.
 */
export class LogAccessError extends Error {
  override readonly name = 'LogAccessError';
  readonly code = 'EVENT_LOG_ACCESS';
}

/** The log was away when the process started, and has not been there since. */
export class LogAwayError extends Error {
  override readonly name = 'LogAwayError';
  readonly code = 'EVENT_LOG_AWAY';
}

/** A topic is set up so that it would lose events; the message says what to change. */
export class UnsafeTopicError extends Error {
  override readonly name = 'UnsafeTopicError';
  readonly code = 'EVENT_LOG_UNSAFE_TOPIC';
}

/** What there is to look at when a log lacks what was read of it before. */
export const whatToCheck =
  'Check that EVENT_LOG_URL names the right log (server, database and prefix=), and that the log was ' +
  'not begun anew, cut, or restored from a backup older than what was derived from it.';

/**
 * Events that were there are no longer in the log, or it is another log: nothing derived from what is left
 * can be trusted.
 */
export class EventsLostError extends Error {
  override readonly name = 'EventsLostError';
  readonly code = 'EVENT_LOG_EVENTS_LOST';
}
