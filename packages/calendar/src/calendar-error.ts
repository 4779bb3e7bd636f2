export type CalendarErrorCode =
  'INVALID_DATE' | 'DATE_OUT_OF_RANGE' | 'INVALID_INSTANT' | 'UNKNOWN_TIME_ZONE';

/** What went wrong with a date. Callers branch on `code`; it never changes its meaning. */
export class CalendarError extends Error {
  readonly code: CalendarErrorCode;

  constructor(code: CalendarErrorCode, message: string) {
    super(message);
    this.name = 'CalendarError';
    this.code = code;
  }
}
