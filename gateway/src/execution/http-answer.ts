import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';
import type { DocumentNode } from 'graphql';
import type { Operations } from '../operations.ts';
import type { GraphqlRequest } from '../request.ts';
import type { PreparedExecutor } from './executor.ts';
import type { Recording } from './recording.ts';

export type HttpAnswer = {
  readonly text: string;
  readonly status: number;
  readonly headers: Iterable<readonly [name: string, value: string]>;
};

/** Answers the queries and mutations of requests, after the guards; Apollo alone without `prepared`. */
export function overHttp(
  operations: Operations,
  prepared: PreparedExecutor | undefined,
): (
  asked: GraphqlRequest & { readonly document: DocumentNode },
  request: RequestInfo,
) => Promise<HttpAnswer> {
  return async (asked, request) => {
    const byApollo = async (recording?: Recording): Promise<HttpAnswer> => {
      const { result, status, headers } = await operations.answer(asked, request, recording);
      const { errors, data, extensions } = result;
      return { text: `${JSON.stringify({ errors, data, extensions })}\n`, status, headers };
    };
    // Of documents by hash Apollo has to say that it keeps none.
    if (!prepared || asked.extensions?.['persistedQuery']) return byApollo();
    const answer = await prepared.execute(asked, request, byApollo);
    if ('text' in answer) return answer;
    // As Apollo writes it, down to the new line that keeps a terminal tidy.
    const text = `${answer.json ?? JSON.stringify({ data: answer.data })}\n`;
    return { text, status: 200, headers: [] };
  };
}
