import type { Chart } from '../domain/chart.ts';
import type { Entry } from '../domain/entry.ts';
import type { Context } from './context.ts';
import { record, type Recorded, type RecordProblem, type Request } from './record.ts';

/** Records one transaction that takes nothing back, so it can't come too late. */
export async function recordNew(
  context: Context,
  request: Request,
  decide: (chart: Chart) => Entry,
): Promise<Recorded | RecordProblem> {
  const result = await record(context, request, (chart) => ({ entries: [decide(chart)] }));
  if (result.__typename === 'Reversed') throw new Error('A new transaction reversed something');
  return result;
}
