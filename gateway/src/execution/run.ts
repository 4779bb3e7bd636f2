import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';
import type { Variables } from '../subscriptions/sharing.ts';
import type { Merging, Result } from './merge.ts';
import type { Recognise } from './recognise.ts';
import type { Recording } from './recording.ts';
import type { Conditions } from './shape.ts';

/** One execution of an operation. */
export type Run = {
  readonly variables: Variables;
  readonly conditions: Conditions;
  readonly request: RequestInfo;
  readonly recording: Recording;
  readonly merging: Merging;
  /** Recognises the JSON of an answer that is the client's as it is; none where several make it up. */
  readonly recognises: Recognise | undefined;
  /** The latest answer as it came, where it came as text. */
  json: string | undefined;
  /** The whole answer to the client, where it was recognised and nothing of it was read. */
  whole: string | undefined;
  /** Something was odd: nothing more is asked or merged. */
  stopped: boolean;
};

/** What a node of the plan works on: an object that was fetched, or those at a path through lists. */
export type Cursor = Result | readonly unknown[];

/** A node of a plan, compiled. It rejects with an Anomaly, and never throws. */
export type Step = (run: Run, at: Cursor) => Promise<void>;
