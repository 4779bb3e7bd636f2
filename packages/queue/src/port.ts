import type { BodyOf, JobContract } from './contract.ts';

/** Work to be done later, by whoever has time. */
export type NewJob<Body> = {
  /** The caller's name for it. Two jobs of one id are two jobs: it is there to recognise a repeat. */
  readonly id: string;
  readonly body: Body;
  /** W3C trace context of what caused the job; that of the running span when left out. */
  readonly traceparent?: string | undefined;
};

/** A job in the hands of a worker. */
export type Job<Body> = NewJob<Body> & {
  /** Which try this is, from 1. Tries whose worker died count as well. */
  readonly attempt: number;
  /** Aborted when the try has taken `timeoutMs`; whatever is under way must then end. */
  readonly signal: AbortSignal;
};

export type RetryRules = {
  /** Tries in all, the first one included. */
  readonly attempts: number;
  /** About how long after the first failure the second try comes; it doubles from try to try. */
  readonly baseMs: number;
  /** The longest pause between two tries. */
  readonly capMs: number;
};

export type WorkRules = {
  /** Jobs that this worker has in hand at most. */
  readonly concurrency: number;
  readonly retry: RetryRules;
  /** How long one try may take. A job whose worker died comes again about this long after it was taken. */
  readonly timeoutMs: number;
};

/** What a handler gives back for a job that it can't begin yet, which is no failure and counts as no try. */
export type Postponed = { readonly postponeMs: number };

/** Does a job. Must bear being called again with one that was done before, also at the same time. */
export type Handler<Body> = (job: Job<Body>) => Promise<Postponed | void>;

export type Worker = {
  /** Takes no more jobs and waits for those in hand. */
  readonly stop: () => Promise<void>;
};

/** A job that failed for good, kept until somebody replays it. */
export type DeadLetter = {
  readonly id: string;
  readonly body: unknown;
  readonly attempts: number;
  /** Why, in short. */
  readonly reason: string;
  readonly diedAt: Date;
};

export type Depth = {
  /** Jobs that a worker could begin now. Those in hand, and those waiting for their next try, are not counted. */
  readonly waiting: number;
  readonly dead: number;
};

/**
 * Work for later, at least once, in no promised order.
 * Adapters: `postgres:`, `amqp:` and `amqps:` (RabbitMQ), `memory:` (one process, for tests).
 */
export type Queue = {
  /**
   * Puts jobs in and returns once they are kept. Throws `NotEnqueuedError` when that is not certain; the
   * caller then puts the same ones in again, and workers may see some twice. Throws `JobContractError`,
   * with nothing put in, when a body is not of the contract's shape.
   */
  readonly enqueue: <Contract extends JobContract>(
    contract: Contract,
    jobs: readonly NewJob<BodyOf<Contract>>[],
  ) => Promise<void>;
  /**
   * Does jobs until it is stopped, whether or not the broker is there at the moment. A job whose handler
   * throws comes again after a growing, partly random pause; after the last try, on a `PermanentJobError`
   * and when its body breaks the contract it becomes a dead letter. Neither holds up others.
   */
  readonly work: <Contract extends JobContract>(
    contract: Contract,
    rules: WorkRules,
    handler: Handler<BodyOf<Contract>>,
  ) => Worker;
  /** Dead letters of a queue, oldest first as a rule. */
  readonly deadLetters: (contract: JobContract, limit: number) => Promise<DeadLetter[]>;
  /** Gives a dead letter all its tries again. False when there is none of that id. */
  readonly replayDeadLetter: (contract: JobContract, id: string) => Promise<boolean>;
  readonly depth: (contract: JobContract) => Promise<Depth>;
  /** Stops its workers and lets go of the broker. */
  readonly stop: () => Promise<void>;
};
