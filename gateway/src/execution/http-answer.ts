import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';
import type { AdmittedOperation } from '../guards/admit-operation.ts';
import type { Operations } from '../operations.ts';
import type { Variables } from '../subscriptions/sharing.ts';
import type { PreparedExecutor } from './executor.ts';
import type { Recording } from './recording.ts';
import { extensionsWith, jsonWith } from './told-cost.ts';

export type PaidOperation = Pick<AdmittedOperation, 'query' | 'document' | 'cost'> & {
  readonly operationName?: string | null | undefined;
  readonly variables?: Variables | null | undefined;
};

export type HttpAnswer = {
  readonly text: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
};

/** Answers queries and mutations of requests, after the guards. */
export type HttpExecute = (asked: PaidOperation, request: RequestInfo) => Promise<HttpAnswer>;

const noHeaders: HttpAnswer['headers'] = {};

/** Apollo alone answers without `prepared`. */
export function overHttp(
  operations: Operations,
  prepared: PreparedExecutor | undefined,
): HttpExecute {
  return async (asked, request) => {
    const byApollo = async (recording?: Recording): Promise<HttpAnswer> => {
      const { result, status, headers } = await operations.answer(asked, request, recording);
      const { errors, data } = result;
      const extensions = extensionsWith(asked.cost, result.extensions);
      const text = `${JSON.stringify({ errors, data, extensions })}\n`;
      return { text, status, headers: Object.fromEntries(headers) };
    };
    if (!prepared) return byApollo();
    const answer = await prepared.execute(asked, request, byApollo);
    if ('text' in answer) return answer;
    const json = answer.json ?? JSON.stringify({ data: answer.data });
    // As Apollo writes it, down to the new line that keeps a terminal tidy.
    return { text: `${jsonWith(asked.cost, json)}\n`, status: 200, headers: noHeaders };
  };
}
