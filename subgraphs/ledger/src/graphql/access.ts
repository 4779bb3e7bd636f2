import type { Viewer } from '@outlay/identity/viewer.ts';
import { notReady, unauthenticated } from '@outlay/service-kit/errors.ts';
import { waitUntil } from '@outlay/service-kit/wait-until.ts';
import type { Chart } from '../domain/chart.ts';
import type { Context } from './context.ts';

const bookTimeoutMs = 5_000;

/** Who asks. Throws when nobody is signed in. */
export function viewerOf({ viewer }: Context): Viewer {
  if (!viewer) throw unauthenticated();
  return viewer;
}

/**
 * The chart of the viewer's book. A book is opened by an event right after signing up, so the first
 * request may have to wait for it; throws NOT_READY when it takes longer than 5 seconds.
 */
export async function chartOf(context: Context): Promise<Chart> {
  const { bookId } = viewerOf(context);
  const chart = await waitUntil(() => context.ledger.charts.of(bookId), bookTimeoutMs);
  if (!chart) throw notReady('Your book is still being opened. Try again in a moment.');
  return chart;
}
