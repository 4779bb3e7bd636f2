import { type Asked, type Everyday, newEveryday } from './everyday.ts';
import { Wire } from './wire.ts';

/**
 * A process that asks as many people do at once, for the kinds in its second argument (`expense,latest`).
 * Told by messages: `{ workers, seconds }` has so many of
 * them ask again as soon as they are answered; `{ rate, seconds }` has that many ask a second whatever
 * the answers do. It reports what became of each.
 */
const [, , url, kinds] = process.argv;
if (!url || !kinds || !process.send) throw new Error('This is started by a benchmark.');

export type Order = {
  readonly seconds: number;
  /** While connections are made and the pace is found nothing is counted: a second unless given. */
  readonly settleMs?: number;
} & ({ readonly workers: number } | { readonly rate: number });
export type Became = {
  readonly asked: number;
  readonly seconds: number;
  /** Milliseconds of those that were answered in full, */
  readonly answeredMs: readonly number[];
  /** and of those that were refused with 429 or 503 and `Retry-After`. */
  readonly refusedMs: readonly number[];
  /** Anything else, by what it was. */
  readonly failed: Readonly<Record<string, number>>;
};

const defaultSettleMs = 1_000;

const day = kinds.split(',') as Asked[];
const people: Everyday[] = await Promise.all(
  Array.from({ length: 8 }, () => newEveryday(url, day)),
);
const wire = new Wire(url);
/** What became of requests lately. */
let tally = nothing();
process.send({ ready: true });

process.on('message', (order: Order) => {
  const work = 'rate' in order ? openLoop(order, order.rate) : closedLoop(order, order.workers);
  void work.then((became) => process.send?.(became));
});

function nothing() {
  const failed: Record<string, number> = {};
  return { asked: 0, answeredMs: [] as number[], refusedMs: [] as number[], failed };
}

/** Lets it settle, then for the time given keeps what becomes of requests, whenever they were sent. */
async function whileCounting(
  { seconds, settleMs = defaultSettleMs }: Order,
  step: () => Promise<void>,
): Promise<Became> {
  const until = async (end: number): Promise<number> => {
    while (performance.now() < end) await step();
    return performance.now();
  };
  const began = await until(performance.now() + settleMs);
  tally = nothing();
  const ended = await until(began + seconds * 1_000);
  const became = { ...tally, seconds: (ended - began) / 1_000 };
  tally = nothing();
  return became;
}

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

async function closedLoop(order: Order, workers: number): Promise<Became> {
  const enough = new AbortController();
  let number = 0;
  const work = async (): Promise<void> => {
    while (!enough.signal.aborted) await ask(number++);
  };
  const all = Array.from({ length: workers }, work);
  const became = await whileCounting(order, pause);
  enough.abort();
  await Promise.all(all);
  return became;
}

function openLoop(order: Order, rate: number): Promise<Became> {
  const begin = performance.now();
  let number = 0;
  return whileCounting(order, async () => {
    const due = Math.floor(((performance.now() - begin) / 1_000) * rate);
    while (number < due) void ask(number++);
    await pause();
  });
}

async function ask(number: number): Promise<void> {
  const person = people[number % people.length]!;
  const sentAt = performance.now();
  tally.asked += 1;
  try {
    const { status, head, body } = await wire.post(person.next(), person.token);
    const tookMs = performance.now() - sentAt;
    const refused = (status === 503 || status === 429) && /\r\nretry-after: \d/i.test(head);
    if (refused) tally.refusedMs.push(tookMs);
    else if (status === 200 && !body.includes('"errors"')) tally.answeredMs.push(tookMs);
    else fail(`${status} ${/"code":"(\w+)"/.exec(body)?.[1] ?? ''}`);
  } catch (error) {
    fail((error as Error).message);
  }
}

function fail(what: string): void {
  tally.failed[what] = (tally.failed[what] ?? 0) + 1;
}
