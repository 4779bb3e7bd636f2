import { newSpender, spend, type Spender } from './people.ts';

/**
 * A process that writes expenses as other people do, so that the one that measures does nothing else.
 * Told by messages: `{ rate: null, seconds }` writes as fast as answers come and says how fast that was;
 * `{ rate, seconds }` writes that many a second whatever the answers do.
 */
const url = process.argv[2];
if (!url || !process.send) throw new Error('This is started by a benchmark.');

const people: Spender[] = await Promise.all(Array.from({ length: 8 }, () => newSpender(url)));
process.send({ ready: true });

const latenciesMs: number[] = [];

type Order = { rate: number | null; seconds: number; writers?: number };

process.on('message', ({ rate, seconds, writers = 32 }: Order) => {
  latenciesMs.length = 0;
  void (rate === null ? closedLoop(seconds, writers) : openLoop(rate, seconds)).then((writes) =>
    process.send?.({ writesPerSecond: writes / seconds, latenciesMs }),
  );
});

function person(number: number): Spender {
  return people[number % people.length] as Spender;
}

async function closedLoop(seconds: number, writers: number): Promise<number> {
  const until = performance.now() + seconds * 1_000;
  let writes = 0;
  const write = async (number: number): Promise<void> => {
    while (performance.now() < until) {
      const sent = performance.now();
      await spend(person(number), '1.00');
      latenciesMs.push(performance.now() - sent);
      writes += 1;
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, number) => write(number)));
  return writes;
}

async function openLoop(rate: number, seconds: number): Promise<number> {
  const begin = performance.now();
  const pending: Promise<unknown>[] = [];
  for (;;) {
    const elapsed = performance.now() - begin;
    if (elapsed >= seconds * 1_000) break;
    const due = Math.floor((elapsed / 1_000) * rate);
    while (pending.length < due) pending.push(spend(person(pending.length), '1.00'));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await Promise.all(pending);
  return pending.length;
}
