/** Too many jobs are waiting; the caller should come back in a moment. */
export class OverloadedError extends Error {
  override readonly name = 'OverloadedError';
  readonly code = 'OVERLOADED';
}

export type GroupCommitOptions<Job, Outcome> = {
  /** Does a batch and answers in its order. When it throws, nothing of the batch was done. */
  readonly run: (jobs: readonly Job[]) => Promise<readonly Outcome[]>;
  /** Whether an error says nothing about the jobs, so that trying each alone would only fail as well. */
  readonly isHopeless: (error: unknown) => boolean;
  readonly maxBatch?: number;
  /** Batches under way at once. */
  readonly maxInFlight?: number;
  /** Jobs that may wait; more are turned away. */
  readonly maxWaiting?: number;
};

type Waiting<Job, Outcome> = {
  readonly job: Job;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Coalesces jobs: while a batch is out, those that arrive gather, and go together as the next. There
 * is no timer; a lone job goes at once, and the busier it gets the larger the batches become.
 *
 * A batch that fails as a whole is halved until the jobs that make it fail are alone, so that they fail
 * for themselves and never for their neighbours.
 */
export class GroupCommit<Job, Outcome> {
  readonly #options: Required<GroupCommitOptions<Job, Outcome>>;
  #waiting: Waiting<Job, Outcome>[] = [];
  #inFlight = 0;
  #idle: (() => void)[] = [];

  constructor(options: GroupCommitOptions<Job, Outcome>) {
    this.#options = { maxBatch: 256, maxInFlight: 2, maxWaiting: 10_000, ...options };
  }

  /** Rejects with an {@link OverloadedError}, or with what the job alone made `run` throw. */
  submit(job: Job): Promise<Outcome> {
    if (this.#waiting.length >= this.#options.maxWaiting) {
      return Promise.reject(new OverloadedError('Too many writes are waiting'));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject });
      this.#next();
    });
  }

  /** Resolves when nothing is waiting or under way. */
  async drained(): Promise<void> {
    if (this.#inFlight === 0) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #next(): void {
    if (this.#inFlight >= this.#options.maxInFlight || this.#waiting.length === 0) return;
    const batch = this.#waiting.splice(0, this.#options.maxBatch);
    this.#inFlight += 1;
    void this.#carryThenNext(batch);
  }

  async #carryThenNext(batch: readonly Waiting<Job, Outcome>[]): Promise<void> {
    await this.#carry(batch);
    this.#inFlight -= 1;
    this.#next();
    if (this.#inFlight > 0) return;
    for (const tell of this.#idle.splice(0)) tell();
  }

  async #carry(batch: readonly Waiting<Job, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.#options.run(batch.map(({ job }) => job));
      for (const [index, { resolve }] of batch.entries()) resolve(outcomes[index] as Outcome);
    } catch (error) {
      if (batch.length === 1 || this.#options.isHopeless(error)) {
        for (const { reject } of batch) reject(error);
        return;
      }
      const half = Math.ceil(batch.length / 2);
      await this.#carry(batch.slice(0, half));
      await this.#carry(batch.slice(half));
    }
  }
}
