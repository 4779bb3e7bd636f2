import type { Variables } from '../subscriptions/sharing.ts';

/**
 * A cost, or a size: a number where nothing depends on variables, which is then all there is left to do.
 * Never less than 0 and never infinite.
 */
export type Cost = number | ((variables: Variables) => number);

export function sum(costs: readonly Cost[]): Cost {
  return fold(costs, (a, b) => a + b);
}

export function dearest(costs: readonly Cost[]): Cost {
  return fold(costs, Math.max);
}

export function times(size: Cost, each: Cost): Cost {
  if (typeof size === 'number' && typeof each === 'number') return size * each;
  return (variables) => valueOf(size, variables) * valueOf(each, variables);
}

function fold(costs: readonly Cost[], join: (a: number, b: number) => number): Cost {
  let fixed = 0;
  const varying: Exclude<Cost, number>[] = [];
  for (const cost of costs) {
    if (typeof cost === 'number') fixed = join(fixed, cost);
    else varying.push(cost);
  }
  if (varying.length === 0) return fixed;
  return (variables) => varying.reduce((all, cost) => join(all, cost(variables)), fixed);
}

function valueOf(cost: Cost, variables: Variables): number {
  return typeof cost === 'number' ? cost : cost(variables);
}
