import type { ToldCost } from '../guards/rate-limit.ts';

type Extensions = Readonly<Record<string, unknown>> | undefined;

/** The extensions of an answer, with what it cost unless its client wants none. */
export function extensionsWith(
  cost: ToldCost | undefined,
  extensions?: Extensions,
): Record<string, unknown> | undefined {
  return cost ? { ...extensions, cost } : extensions;
}

/** The same of an answer that is JSON already, an object without extensions. */
export function jsonWith(cost: ToldCost | undefined, json: string): string {
  if (!cost) return json;
  const { requested, remaining, resetAt } = cost;
  const told = `{"requested":${requested},"remaining":${remaining},"resetAt":"${resetAt}"}`;
  return `${json.slice(0, json.lastIndexOf('}'))},"extensions":{"cost":${told}}}`;
}
