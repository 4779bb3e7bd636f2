import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Became, Order } from './arrivals.ts';
import type { Asked } from './everyday.ts';

/** People who ask from a process of their own. */
export type Crowd = {
  readonly pid: number | undefined;
  readonly ask: (order: Order) => Promise<Became>;
  readonly leave: () => void;
};

export async function gatherCrowd(url: string, asked: readonly Asked[]): Promise<Crowd> {
  const main = fileURLToPath(new URL('arrivals.ts', import.meta.url));
  const child: ChildProcess = fork(main, [url, asked.join(',')]);
  child.once('exit', (code) => {
    if (code !== null) throw new Error(`Who asks ended with ${code}`);
  });
  await once(child, 'message');
  return {
    pid: child.pid,
    ask: async (order) => {
      child.send(order);
      const [became] = (await once(child, 'message')) as [Became];
      return became;
    },
    leave: () => void child.kill(),
  };
}

/** Answers a second. */
export function goodput({ answeredMs, seconds }: Became): number {
  return answeredMs.length / seconds;
}
