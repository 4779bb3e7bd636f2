import type { DataOf } from '@outlay/events/contract.ts';
import type { budgetCrossed } from '@outlay/events/reporting.ts';

/** A threshold of a budget that was reached, or that spending fell below again. */
export type Crossing = DataOf<typeof budgetCrossed>;

export const alertKinds = ['ALMOST_SPENT', 'OVERSPENT', 'RECOVERED'] as const;

export type AlertKind = (typeof alertKinds)[number];
