import { randomUUID } from 'node:crypto';
import { partitionOf } from '@outlay/event-log/partition-of.ts';
import { busiestHour, day } from './active-person.ts';
import { percentile } from './statistics.ts';

/** What so many active people ask for in their busiest hour. */
export type Demand = {
  readonly people: number;
  readonly writesPerSecond: number;
  readonly readsPerSecond: number;
  /** All of them in the second of the hour that only one in a thousand is busier than. */
  readonly busiestSecond: number;
  readonly partitions: number;
  /** How much more than its share the busiest partition gets of the events. */
  readonly partitionSkew: number;
  readonly gigabytesPerYear: number;
};

/** More people than are drawn one by one; beyond that a sample stands for all. */
const drawnAtMost = 1_000_000;
/** A person's activity is spread around the average like this (of the logarithm): some do ten times as much. */
const spread = 1;
const secondsDrawn = 3_600;

/**
 * Plays the busiest hour of a population: how activity differs between people, how chance bunches requests
 * into seconds, and how the books' ids spread them over the partitions by the very hash that the log uses.
 */
export function demandOf(
  people: number,
  options: { readonly partitions: number; readonly bytesPerWrite: number },
): Demand {
  const { partitions, bytesPerWrite } = options;
  const perDay = (names: (name: string) => boolean): number =>
    day.reduce((sum, doing) => sum + (names(doing.name) ? doing.perDay : 0), 0);
  const isRead = (name: string): boolean => /^(look|list)/.test(name);
  const writesPerDay = people * perDay((name) => !isRead(name));
  const readsPerDay = people * perDay(isRead);
  const perSecond = (perDayAll: number): number => (perDayAll * busiestHour) / 3_600;

  const load = Array.from({ length: partitions }, () => 0);
  const drawn = Math.min(people, drawnAtMost);
  for (let person = 0; person < drawn; person += 1) {
    load[partitionOf(randomUUID(), partitions)]! += Math.exp(spread * normal());
  }
  const fair = load.reduce((sum, one) => sum + one, 0) / partitions;
  const expected = perSecond(writesPerDay + readsPerDay);
  const seconds = Array.from({ length: secondsDrawn }, () => poisson(expected));
  return {
    people,
    writesPerSecond: perSecond(writesPerDay),
    readsPerSecond: perSecond(readsPerDay),
    busiestSecond: percentile(seconds, 0.999),
    partitions,
    partitionSkew: Math.max(...load) / fair,
    gigabytesPerYear: (writesPerDay * 365 * bytesPerWrite) / 1e9,
  };
}

/** A standard normal number (Box and Muller). */
function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

/** A Poisson number; of large means by the normal distribution, which it then follows. */
function poisson(mean: number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = Math.random(); product > limit; product *= Math.random()) count += 1;
  return count;
}
