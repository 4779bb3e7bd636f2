import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startOutlay } from './outlay.ts';

export type ApiThroughput = { readonly writesPerSecond: number; readonly latenciesMs: number[] };

/** Writes through the public address of a whole Outlay, from a process of its own. */
export async function apiWrites(load: {
  writers: number;
  seconds: number;
}): Promise<ApiThroughput> {
  const outlay = await startOutlay();
  try {
    const child = fork(fileURLToPath(new URL('load.ts', import.meta.url)), [outlay.url]);
    await once(child, 'message');
    child.send({ rate: null, seconds: 2, writers: load.writers });
    await once(child, 'message');
    child.send({ rate: null, ...load });
    const [answer] = (await once(child, 'message')) as [ApiThroughput];
    child.kill();
    return answer;
  } finally {
    await outlay.stop();
  }
}
