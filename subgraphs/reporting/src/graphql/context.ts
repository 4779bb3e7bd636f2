import type { Viewer } from '@outlay/identity/viewer.ts';
import type { Reporting } from '../reporting.ts';
import type { Loaders } from './loaders.ts';

export type Context = {
  readonly viewer: Viewer | null;
  readonly requestId: string;
  readonly traceparent: string | undefined;
  readonly reporting: Reporting;
  /** Of this request and its viewer. */
  readonly loaders: Loaders;
};
