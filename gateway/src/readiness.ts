import type { Health } from '@outlay/service-kit/health.ts';
import type { SubgraphSource } from './sources/source.ts';

/** Anyone may ask, and each answer asks every subgraph's database, so one serves for this long. */
const keptMs = 1_000;

/** Whether every subgraph is ready; a problem is named after its subgraph. */
export function createReadiness(sources: readonly SubgraphSource[]): () => Promise<Health> {
  let latest: { readonly at: number; readonly health: Promise<Health> } | undefined;
  return () => {
    const now = performance.now();
    if (!latest || now - latest.at > keptMs) latest = { at: now, health: askAll(sources) };
    return latest.health;
  };
}

async function askAll(sources: readonly SubgraphSource[]): Promise<Health> {
  const problems = await Promise.all(sources.map(problemsOf));
  const all = problems.flat();
  return { ready: all.length === 0, problems: all };
}

async function problemsOf(source: SubgraphSource): Promise<string[]> {
  const health = await source.health().catch(() => ({ ready: false, problems: [] }));
  if (health.ready) return [];
  const problems = health.problems.length > 0 ? health.problems : ['not ready'];
  return problems.map((problem) => `${source.name}: ${problem}`);
}
