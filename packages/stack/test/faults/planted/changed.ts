import type { Change } from './bugs.ts';

export const rootOf = new URL('../../../../../', import.meta.url);

/** A source with one change made. Throws when its text isn't there exactly once. */
export function changed(source: string, { file, from, to }: Change): string {
  const [before, after, ...more] = source.split(from);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${file} doesn't hold exactly once:\n${from}`);
  }
  return before + to + after;
}
