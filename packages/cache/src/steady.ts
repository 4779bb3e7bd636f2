import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleAll } from 'cockatiel';
import type { Logger } from 'pino';
import { createMemoryCache } from './memory.ts';
import { available, operationsTotal } from './metrics.ts';
import type { Cache } from './port.ts';
import type { RemoteCache } from './redis/cache.ts';
import { within } from './within.ts';

/** How often the shared cache is tried: found well while it is in use, and found back while it is away. */
const probeMs = 250;

/**
 * Puts a memory of this process behind a shared cache, so that no caller hears of an outage. The first
 * operation that fails, or takes longer than `timeoutMs`, is answered by the memory, and so is every one
 * after it, at once, until a probe finds the shared cache well. What the memory then holds is forgotten,
 * for nobody would keep it true.
 */
export function steadyCache(
  remote: RemoteCache,
  { logger, timeoutMs }: { readonly logger: Logger; readonly timeoutMs: number },
): Cache {
  const memory = createMemoryCache();
  // The probe alone tries a cache that is away, so it decides when.
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: 0,
    breaker: new ConsecutiveBreaker(1),
  });
  let away = false;
  available.set(1);
  breaker.onBreak((failure) => {
    if (away) return;
    away = true;
    available.set(0);
    const reason = 'error' in failure ? (failure.error as Error).message : undefined;
    logger.warn({ reason }, 'the shared cache is away; this process goes on with its own memory');
  });
  breaker.onReset(() => {
    away = false;
    memory.forget();
    available.set(1);
    logger.info('the shared cache is back');
  });
  const probe = setInterval(() => {
    breaker.execute(() => within(timeoutMs, remote.ping)).catch(() => {});
  }, probeMs).unref();

  async function run<Result>(
    operation: string,
    shared: () => Promise<Result>,
    alone: () => Promise<Result>,
  ): Promise<Result> {
    if (breaker.state === CircuitState.Closed) {
      try {
        const result = await breaker.execute(() => within(timeoutMs, shared));
        operationsTotal.inc({ operation, outcome: 'shared' });
        return result;
      } catch {
        // Said once, when the breaker opened.
      }
    }
    operationsTotal.inc({ operation, outcome: 'alone' });
    return alone();
  }

  return {
    shared: true,
    available: () => breaker.state === CircuitState.Closed,
    get: (...args) =>
      run(
        'get',
        () => remote.get(...args),
        () => memory.get(...args),
      ),
    getAll: (...args) =>
      run(
        'getAll',
        () => remote.getAll(...args),
        () => memory.getAll(...args),
      ),
    set: (...args) =>
      run(
        'set',
        () => remote.set(...args),
        () => memory.set(...args),
      ),
    delete: (...args) =>
      run(
        'delete',
        () => remote.delete(...args),
        () => memory.delete(...args),
      ),
    setIfAbsent: (...args) =>
      run(
        'setIfAbsent',
        () => remote.setIfAbsent(...args),
        () => memory.setIfAbsent(...args),
      ),
    compareAndSet: (...args) =>
      run(
        'compareAndSet',
        () => remote.compareAndSet(...args),
        () => memory.compareAndSet(...args),
      ),
    count: (...args) =>
      run(
        'count',
        () => remote.count(...args),
        () => memory.count(...args),
      ),
    publish: (...args) =>
      run(
        'publish',
        () => remote.publish(...args),
        () => memory.publish(...args),
      ),
    async subscribe(channel, listener) {
      const own = await memory.subscribe(channel, listener);
      const shared = await remote.subscribe(channel, listener);
      return {
        hearing: shared.hearing,
        stop: async () => {
          await own.stop();
          await shared.stop();
        },
      };
    },
    async stop() {
      clearInterval(probe);
      await remote.stop();
      await memory.stop();
    },
  };
}
