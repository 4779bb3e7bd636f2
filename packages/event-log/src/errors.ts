/** A log was asked for by a URL that no adapter serves. */
export class UnsupportedLogError extends Error {
  override readonly name = 'UnsupportedLogError';
  readonly code = 'EVENT_LOG_UNSUPPORTED';
}
