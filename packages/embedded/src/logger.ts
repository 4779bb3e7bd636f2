/** The part of a pino logger that the supervisor uses. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export const silent: Logger = { info() {}, warn() {}, error() {} };
