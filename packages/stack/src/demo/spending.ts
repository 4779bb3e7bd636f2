import { createHash } from 'node:crypto';
import { addDays, weekdayOf } from '@outlay/calendar/calendar.ts';

/** Something that the demo's person did with money on one day; amounts in cents. */
export type Entry = {
  readonly kind: 'EXPENSE' | 'INCOME' | 'REFUND' | 'TRANSFER';
  readonly category: string;
  readonly description: string;
  readonly cents: number;
};

type Habit = Entry & {
  /** How likely it is on such a day, from 0 to 1. */
  readonly chance: number;
  /** How far the amount varies, as a share of it. */
  readonly spread?: number;
  readonly on: (day: Day) => boolean;
};

type Day = { readonly weekday: number; readonly dayOfMonth: number; readonly month: number };

const always = () => true;
const weekend = ({ weekday }: Day) => weekday >= 6;
const workday = ({ weekday }: Day) => weekday <= 5;
const dayOfMonth = (wanted: number) => (day: Day) => day.dayOfMonth === wanted;
const inMonth =
  (...wanted: number[]) =>
  (day: Day) =>
    wanted.includes(day.month);

function expense(
  category: string,
  description: string,
  cents: number,
  chance: number,
  on: Habit['on'],
): Habit {
  return { kind: 'EXPENSE', category, description, cents, chance, spread: 0.35, on };
}

function monthly(entry: Entry, day: number): Habit {
  return { ...entry, chance: 1, spread: 0, on: dayOfMonth(day) };
}

/** A plausible life in a European city. */
const habits: readonly Habit[] = [
  monthly({ kind: 'INCOME', category: 'salary', description: 'Salary', cents: 312_000 }, 27),
  monthly({ kind: 'EXPENSE', category: 'housing', description: 'Rent', cents: 98_000 }, 1),
  monthly(
    { kind: 'EXPENSE', category: 'utilities', description: 'Electricity and gas', cents: 8_450 },
    3,
  ),
  monthly(
    { kind: 'EXPENSE', category: 'utilities', description: 'Internet and phone', cents: 4_499 },
    5,
  ),
  monthly(
    { kind: 'EXPENSE', category: 'subscriptions', description: 'Music and films', cents: 2_198 },
    8,
  ),
  monthly({ kind: 'EXPENSE', category: 'transport', description: 'Monthly pass', cents: 5_800 }, 1),
  monthly({ kind: 'TRANSFER', category: '', description: 'To savings', cents: 30_000 }, 28),
  expense('groceries', 'Supermarket', 4_300, 0.38, always),
  expense('groceries', 'Bakery', 560, 0.3, always),
  expense('groceries', 'Market', 2_600, 0.7, ({ weekday }) => weekday === 6),
  expense('eating-out', 'Coffee', 380, 0.55, workday),
  expense('eating-out', 'Lunch', 1_150, 0.4, workday),
  expense('eating-out', 'Dinner with friends', 3_900, 0.35, weekend),
  expense('leisure', 'Cinema', 1_350, 0.14, weekend),
  expense('leisure', 'Concert', 4_800, 0.02, always),
  expense('health', 'Pharmacy', 1_490, 0.04, always),
  expense('clothing', 'Clothes', 6_900, 0.03, always),
  expense('transport', 'Taxi', 1_850, 0.1, weekend),
  expense('travel', 'Summer holiday', 14_500, 0.3, inMonth(8)),
  expense('gifts', 'Presents', 4_200, 0.25, inMonth(12)),
  {
    kind: 'REFUND',
    category: 'clothing',
    description: 'Returned shoes',
    cents: 5_990,
    chance: 0.008,
    on: always,
  },
];

/**
 * What happened on a day: the same for the same seed and date, whenever it is asked. So the demo can run
 * again tomorrow and add one day to what is there.
 */
export function spendingOf(seed: string, date: string): Entry[] {
  const [, month = 1, day = 1] = date.split('-').map(Number);
  const about: Day = { weekday: weekdayOf(date), dayOfMonth: day, month };
  return habits.flatMap((habit, index) => {
    const { kind, category, description, cents, chance, spread = 0 } = habit;
    const [happens, size] = fractions(`${seed}/${date}/${index}`);
    if (!habit.on(about) || happens >= chance) return [];
    return [
      { kind, category, description, cents: Math.round(cents * (1 + spread * (2 * size - 1))) },
    ];
  });
}

/** The dates of the year that ends with `today`, oldest first. */
export function yearUntil(today: string): string[] {
  return Array.from({ length: 365 }, (_, index) => addDays(today, index - 364));
}

/** Two numbers from 0 up to 1 that depend on the text alone. */
function fractions(text: string): [number, number] {
  const hash = createHash('sha256').update(text).digest();
  return [hash.readUInt32BE(0) / 2 ** 32, hash.readUInt32BE(4) / 2 ** 32];
}
