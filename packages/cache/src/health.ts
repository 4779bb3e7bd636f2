import type { Health } from '@outlay/service-kit/health.ts';
import type { Cache } from './port.ts';

/** A piece that goes on without its shared cache is as ready as it was, and says what it does without. */
export function healthWithout(cache: Pick<Cache, 'available'>, health: Health): Health {
  if (cache.available()) return health;
  return { ...health, problems: [...health.problems, 'cache: away, each process is on its own'] };
}
