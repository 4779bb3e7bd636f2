/** A queue was asked for by a URL that no adapter serves. */
export class UnsupportedQueueError extends Error {
  override readonly name = 'UnsupportedQueueError';
  readonly code = 'QUEUE_UNSUPPORTED';
}

/** A queue was asked for by a URL that its adapter cannot read. */
export class InvalidQueueUrlError extends Error {
  override readonly name = 'InvalidQueueUrlError';
  readonly code = 'QUEUE_URL_INVALID';
}

/** The broker is there and turns us away: wrong user, password or virtual host. */
export class QueueRefusedError extends Error {
  override readonly name = 'QueueRefusedError';
  readonly code = 'QUEUE_REFUSED';
}

/** It is not certain that the jobs are kept. Enqueue them again; workers may then see some twice. */
export class NotEnqueuedError extends Error {
  override readonly name = 'NotEnqueuedError';
  readonly code = 'QUEUE_NOT_ENQUEUED';
}

/** What a job says is not of the shape that its queue's contract asks for. */
export class JobContractError extends Error {
  override readonly name = 'JobContractError';
  readonly code = 'JOB_CONTRACT';
}

/** Thrown by a handler for a job that no further try will help; it becomes a dead letter at once. */
export class PermanentJobError extends Error {
  override readonly name = 'PermanentJobError';
  readonly code = 'JOB_PERMANENT';
}

/** A try took longer than it may. */
export class JobTimeoutError extends Error {
  override readonly name = 'JobTimeoutError';
  readonly code = 'JOB_TIMEOUT';
}
