import type { RateLimit } from '../guards/rate-limit.ts';
import type { LiveExecutor } from './executor.ts';
import type { Mask } from './join.ts';

/** Counts each subscription as a request of its viewer; one too many is answered by an error of its own. */
export function countSubscriptions(
  live: LiveExecutor,
  rate: Pick<RateLimit, 'admitOnSocket'>,
  mask: Mask,
): Pick<LiveExecutor, 'subscribe' | 'schema'> {
  return {
    schema: live.schema,
    async subscribe(args) {
      const { request, operationName } = args;
      try {
        await rate.admitOnSocket(request, { operationName });
      } catch (error) {
        return [mask(error, request.requestId)];
      }
      return live.subscribe(args);
    },
  };
}
