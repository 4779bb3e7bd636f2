import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What becomes of bytes on their way, asked anew for every piece of them. */
export type Passage = {
  /** Milliseconds on the way. */
  readonly delayMs: () => number;
  /** Resolves when bytes may go on. */
  readonly open: () => Promise<void> | undefined;
  /** False drops them without a word. */
  readonly keeps: (bytes: Buffer) => boolean;
};

/** Bytes that a lane takes before it lets its source wait. */
const mostWaiting = 1024 * 1024;

type Waiting = { readonly bytes: Buffer; readonly dueAt: number };

/**
 * Carries bytes from one socket to another, in order, each after its time on the way: many may be on the
 * way at once, so a delay costs no throughput. Resolves when the source has ended and all has arrived;
 * then the destination is told of the end.
 */
export async function carry(from: Socket, to: Socket, passage: Passage): Promise<void> {
  const queue: Waiting[] = [];
  let waiting = 0;
  let ended = false;
  let wake: () => void = () => {};
  from.on('data', (bytes: Buffer) => {
    queue.push({ bytes, dueAt: performance.now() + passage.delayMs() });
    waiting += bytes.length;
    if (waiting > mostWaiting) from.pause();
    wake();
  });
  const end = (): void => {
    ended = true;
    wake();
  };
  from.on('end', end);
  from.on('close', end);
  to.on('close', end);
  while (!to.destroyed) {
    const next = queue.shift();
    if (!next) {
      if (ended) break;
      await new Promise<void>((resolve) => (wake = resolve));
      continue;
    }
    waiting -= next.bytes.length;
    if (from.isPaused() && waiting <= mostWaiting) from.resume();
    const leftMs = next.dueAt - performance.now();
    if (leftMs > 0) await sleep(leftMs);
    await passage.open();
    if (to.destroyed) return;
    if (passage.keeps(next.bytes) && !to.write(next.bytes)) await drained(to);
  }
  await passage.open();
  if (!to.destroyed) to.end();
}

/** Until it takes more, or is gone. */
async function drained(socket: Socket): Promise<void> {
  const gone = new AbortController();
  const close = (): void => gone.abort();
  socket.once('close', close);
  await once(socket, 'drain', { signal: gone.signal }).catch(() => {});
  socket.off('close', close);
}
