import { activeTraceparent } from '@outlay/service-kit/tracing.ts';
import type { Logger } from 'pino';
import type { Broker } from './broker.ts';
import { type BodyOf, type JobContract, parseBody } from './contract.ts';
import { NotEnqueuedError } from './errors.ts';
import { watchDepth } from './metrics.ts';
import type { Handler, NewJob, Queue, Worker, WorkRules } from './port.ts';
import { runJob } from './run-job.ts';

/** Makes the queue that everybody uses of what an adapter provides. */
export function queueOver(broker: Broker, logger: Logger): Queue {
  const workers = new Set<Worker>();

  const enqueue = async <Contract extends JobContract>(
    contract: Contract,
    jobs: readonly NewJob<BodyOf<Contract>>[],
  ): Promise<void> => {
    if (jobs.length === 0) return;
    const current = activeTraceparent();
    const wire = jobs.map(({ id, body, traceparent = current }) => {
      parseBody(contract, body);
      return { id, body, traceparent };
    });
    try {
      await broker.put(contract.queue, wire);
    } catch (error) {
      throw new NotEnqueuedError(`Jobs of ${contract.queue} may not be kept`, { cause: error });
    }
  };

  const work = <Contract extends JobContract>(
    contract: Contract,
    rules: WorkRules,
    handler: Handler<BodyOf<Contract>>,
  ): Worker => {
    const { queue } = contract;
    const taking = broker.take(queue, rules, (job) =>
      runJob({ contract, rules, handler, logger }, job),
    );
    const unwatch = watchDepth(queue, () => broker.depth(queue));
    const worker: Worker = {
      async stop() {
        unwatch();
        await taking.stop();
        workers.delete(worker);
      },
    };
    workers.add(worker);
    return worker;
  };

  return {
    enqueue,
    work,
    deadLetters: ({ queue }, limit) => broker.deadLetters(queue, limit),
    replayDeadLetter: ({ queue }, id) => broker.replay(queue, id),
    depth: ({ queue }) => broker.depth(queue),
    async stop() {
      await Promise.all([...workers].map((worker) => worker.stop()));
      await broker.close();
    },
  };
}
