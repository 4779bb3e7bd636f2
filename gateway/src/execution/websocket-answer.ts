import type { FormattedExecutionResult } from 'graphql';
import type { Operations } from '../operations.ts';
import type { ProtocolOptions } from '../subscriptions/protocol.ts';
import type { PreparedExecutor } from './executor.ts';
import type { Recording } from './recording.ts';

/** Answers the queries and mutations of a socket, after the same guards; Apollo alone without `prepared`. */
export function overWebSocket(
  operations: Operations,
  prepared: PreparedExecutor | undefined,
): ProtocolOptions['execute'] {
  return async (operation) => {
    const { request } = operation;
    const byApollo = async (recording?: Recording): Promise<FormattedExecutionResult> =>
      (await operations.answer(operation, request, recording)).result;
    if (!prepared) return byApollo();
    const answer = await prepared.execute(operation, request, byApollo);
    return 'json' in answer ? { data: answer.data } : answer;
  };
}
