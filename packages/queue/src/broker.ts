import type { DeadLetter, Depth, WorkRules, Worker } from './port.ts';

/** A job as it travels: its body is JSON. */
export type WireJob = {
  readonly id: string;
  readonly body: unknown;
  readonly traceparent?: string | undefined;
};

export type TakenJob = WireJob & {
  /** Which try this is, from 1. */
  readonly attempt: number;
};

/** What becomes of a job that was in hand. */
export type Verdict =
  | { readonly kind: 'done' }
  /** It comes again after about `delayMs`; `counts` says whether the try just made is one of its tries. */
  | { readonly kind: 'again'; readonly delayMs: number; readonly counts: boolean }
  | { readonly kind: 'dead'; readonly reason: string };

/**
 * What an adapter provides. Everything that all of them share (contracts, time limits, when to try again,
 * metrics, traces) is above it, in `queue.ts`.
 */
export type Broker = {
  /** Returns once the jobs are kept, and throws when that is not certain. */
  readonly put: (queue: string, jobs: readonly WireJob[]) => Promise<void>;
  /**
   * Hands out jobs, at most `concurrency` at a time, and carries out the verdict on each. What it can't
   * carry out, since the broker is away, it leaves: the job comes again. `onJob` never throws.
   */
  readonly take: (
    queue: string,
    rules: WorkRules,
    onJob: (job: TakenJob) => Promise<Verdict>,
  ) => Worker;
  readonly deadLetters: (queue: string, limit: number) => Promise<DeadLetter[]>;
  readonly replay: (queue: string, id: string) => Promise<boolean>;
  readonly depth: (queue: string) => Promise<Depth>;
  /** Called once all workers have stopped. */
  readonly close: () => Promise<void>;
};
