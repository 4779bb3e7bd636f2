import { type Everyday, newEveryday } from './everyday.ts';
import { Wire } from './wire.ts';

/**
 * A process that asks as many people do at once. Told by messages: `{ workers, seconds }` has so many of
 * them ask again as soon as they are answered; `{ rate, seconds }` has that many ask a second whatever
 * the answers do. It reports what became of each.
 */
const url = process.argv[2];
if (!url || !process.send) throw new Error('This is started by a benchmark.');

export type Order = { readonly seconds: number } & (
  { readonly workers: number } | { readonly rate: number }
);
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

/** At first connections are made and the pace is found, so that isn't counted. */
const settleMs = 1_000;

const people: Everyday[] = await Promise.all(Array.from({ length: 8 }, () => newEveryday(url)));
const wire = new Wire(url);
let asked = 0;
let answeredMs: number[] = [];
let refusedMs: number[] = [];
let failed: Record<string, number> = {};
process.send({ ready: true });

process.on('message', (order: Order) => {
  const work = 'rate' in order ? openLoop : closedLoop;
  void work(order as never).then((seconds) =>
    process.send?.({ asked, seconds, answeredMs, refusedMs, failed } satisfies Became),
  );
});

/** Runs for the time to settle and the seconds given; what becomes of requests in those is kept. */
async function whileCounting(seconds: number, step: () => Promise<void>): Promise<number> {
  const start = performance.now();
  let began = 0;
  for (;;) {
    const now = performance.now();
    if (began === 0 && now - start >= settleMs) {
      began = now;
      [asked, answeredMs, refusedMs, failed] = [0, [], [], {}];
    }
    if (began > 0 && now - began >= seconds * 1_000) return (now - began) / 1_000;
    await step();
  }
}

async function ask(number: number): Promise<void> {
  const person = people[number % people.length]!;
  const sentAt = performance.now();
  asked += 1;
  try {
    const { status, head, body } = await wire.post(person.next(), person.token);
    const tookMs = performance.now() - sentAt;
    const refused = (status === 503 || status === 429) && /\r\nretry-after: \d/i.test(head);
    if (refused) refusedMs.push(tookMs);
    else if (status === 200 && !body.includes('"errors"')) answeredMs.push(tookMs);
    else count(`${status} ${/"code":"(\w+)"/.exec(body)?.[1] ?? ''}`);
  } catch (error) {
    count((error as Error).message);
  }
}

function count(what: string): void {
  failed[what] = (failed[what] ?? 0) + 1;
}

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

async function closedLoop({ workers, seconds }: { workers: number; seconds: number }) {
  const enough = new AbortController();
  let number = 0;
  const work = async (): Promise<void> => {
    while (!enough.signal.aborted) await ask(number++);
  };
  const all = Array.from({ length: workers }, work);
  const took = await whileCounting(seconds, pause);
  const counted = [asked, answeredMs, refusedMs, failed] as const;
  enough.abort();
  await Promise.all(all);
  [asked, answeredMs, refusedMs, failed] = counted;
  return took;
}

async function openLoop({ rate, seconds }: { rate: number; seconds: number }) {
  const begin = performance.now();
  let number = 0;
  return whileCounting(seconds, async () => {
    const due = Math.floor(((performance.now() - begin) / 1_000) * rate);
    while (number < due) void ask(number++);
    await pause();
  });
}
