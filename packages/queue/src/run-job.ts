import { SpanKind } from '@opentelemetry/api';
import { errorType, inSpan, markFailed } from '@outlay/service-kit/tracing.ts';
import type { Logger } from 'pino';
import type { TakenJob, Verdict } from './broker.ts';
import { type BodyOf, type JobContract, parseBody } from './contract.ts';
import { JobContractError, JobTimeoutError, PermanentJobError } from './errors.ts';
import { jobSeconds, jobsTotal } from './metrics.ts';
import type { Handler, Postponed, WorkRules } from './port.ts';
import { retryDelayMs } from './retry-delay.ts';

export type JobRunner<Contract extends JobContract = JobContract> = {
  readonly contract: Contract;
  readonly rules: WorkRules;
  readonly handler: Handler<BodyOf<Contract>>;
  readonly logger: Logger;
};

/** Longer reasons are cut; a broker keeps them in a message's head. */
const longestReason = 300;

/** What a try came to; `error` is what it failed with. */
type Outcome = { readonly verdict: Verdict; readonly error?: unknown };

/** Does a job within its time and says what becomes of it. Never throws. */
export async function runJob<Contract extends JobContract>(
  runner: JobRunner<Contract>,
  job: TakenJob,
): Promise<Verdict> {
  const { queue } = runner.contract;
  const startedAt = performance.now();
  const { verdict } = await inJobSpan(queue, job, () => tryOnce(runner, job));
  jobSeconds.observe({ queue }, (performance.now() - startedAt) / 1_000);
  jobsTotal.inc({ queue, outcome: wordFor(verdict) });
  return verdict;
}

async function tryOnce<Contract extends JobContract>(
  { contract, rules, handler, logger }: JobRunner<Contract>,
  job: TakenJob,
): Promise<Outcome> {
  try {
    if (job.attempt > rules.retry.attempts) {
      throw new PermanentJobError('The last try never came back');
    }
    if (job.id === '') throw new JobContractError('It has no id');
    const body = parseBody(contract, job.body);
    const postponed = await withinTime(rules.timeoutMs, (signal) =>
      handler({ ...job, body, signal }),
    );
    if (!postponed) return { verdict: { kind: 'done' } };
    return { verdict: { kind: 'again', delayMs: postponed.postponeMs, counts: false } };
  } catch (error) {
    const verdict = afterFailure(rules, job.attempt, error);
    const line = { err: error, queue: contract.queue, job: job.id, attempt: job.attempt };
    if (verdict.kind === 'dead') logger.error(line, 'A job failed for good');
    else logger.warn(line, 'A job failed and is tried again');
    return { verdict, error };
  }
}

function afterFailure({ retry }: WorkRules, attempt: number, error: unknown): Verdict {
  const hopeless = error instanceof PermanentJobError || error instanceof JobContractError;
  if (hopeless || attempt >= retry.attempts) return { kind: 'dead', reason: reasonOf(error) };
  return { kind: 'again', delayMs: retryDelayMs(retry, attempt, Math.random()), counts: true };
}

/** The time limit ends the try, also for a handler that ignores its signal. */
async function withinTime(
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<Postponed | void>,
): Promise<Postponed | void> {
  const limit = new AbortController();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new JobTimeoutError(`It took longer than ${timeoutMs} ms`);
    limit.abort(error);
    late.reject(error);
  }, timeoutMs);
  try {
    return await Promise.race([work(limit.signal), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** A job of a trace is told by a span of that trace; a job of none costs nothing. */
function inJobSpan(
  queue: string,
  { traceparent }: TakenJob,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  if (traceparent === undefined) return work();
  const attributes = {
    'messaging.system': 'outlay.queue',
    'messaging.destination.name': queue,
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
  };
  const options = { kind: SpanKind.CONSUMER, parent: traceparent, attributes };
  return inSpan(`process ${queue}`, options, async (span) => {
    const outcome = await work();
    if ('error' in outcome) markFailed(span, errorType(outcome.error));
    return outcome;
  });
}

function wordFor(verdict: Verdict): 'done' | 'retried' | 'postponed' | 'dead' {
  if (verdict.kind !== 'again') return verdict.kind;
  return verdict.counts ? 'retried' : 'postponed';
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll('\0', '').slice(0, longestReason);
}
