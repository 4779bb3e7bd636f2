import type { Health } from '@outlay/service-kit/health.ts';
import type { Keys } from './guards/keys.ts';
import type { SubgraphSource } from './sources/source.ts';

/** Anyone may ask, and each asks every subgraph's database, so one answer serves for this long. */
const keptMs = 1_000;
/** A subgraph that hangs is no reason to keep the asker, who would take that for our own trouble. */
const patienceMs = 500;

/**
 * Whether this gateway can do its work; `problems` also tells which subgraphs can't do theirs.
 *
 * A subgraph that is away is no reason to take a gateway out of service: it still answers everything else,
 * and as all gateways see the same, all would go at once, and one subgraph's trouble be everybody's.
 * It is not ready without the keys to check tokens with, which it has for good once it got them, nor
 * where it reaches no subgraph at all, since that is either its own trouble or nobody's gain.
 */
export function createReadiness(
  sources: readonly SubgraphSource[],
  keys: Keys,
): () => Promise<Health> {
  let latest: Reached | undefined;
  let asking: Promise<void> | undefined;
  let askedAt = -Infinity;

  async function ask(): Promise<void> {
    latest = reachedOf(await Promise.all(sources.map(healthOf)));
    asking = undefined;
  }

  return async () => {
    const now = performance.now();
    if (!asking && now - askedAt > keptMs) {
      askedAt = now;
      asking = ask();
    }
    if (asking) await Promise.race([asking, patience()]);
    const problems = [...(latest?.problems ?? ['subgraphs: not asked yet'])];
    if (!keys.known()) problems.unshift('the keys to check access tokens with are not known yet');
    return { ready: keys.known() && (latest?.any ?? false), problems };
  };
}

/** Of the subgraphs: whether any can be reached, and what keeps some from being ready. */
type Reached = { readonly any: boolean; readonly problems: readonly string[] };

function reachedOf(all: readonly Asked[]): Reached {
  return {
    any: all.some(({ health }) => health !== undefined),
    problems: all.flatMap(({ name, health }) =>
      (health ? health.problems : ['unreachable']).map((problem) => `${name}: ${problem}`),
    ),
  };
}

type Asked = { readonly name: string; readonly health: Health | undefined };

async function healthOf(source: SubgraphSource): Promise<Asked> {
  const health = await source.health().catch(() => undefined);
  return { name: source.name, health };
}

function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, patienceMs).unref());
}
