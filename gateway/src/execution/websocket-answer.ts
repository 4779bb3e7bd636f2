import type { FormattedExecutionResult } from 'graphql';
import type { Operations } from '../operations.ts';
import type { ProtocolOptions } from '../subscriptions/protocol.ts';
import type { PreparedExecutor } from './executor.ts';
import type { Recording } from './recording.ts';
import { extensionsWith } from './told-cost.ts';

/** Answers the queries and mutations of a socket, after the same guards; Apollo alone without `prepared`. */
export function overWebSocket(
  operations: Operations,
  prepared: PreparedExecutor | undefined,
): ProtocolOptions['execute'] {
  return async (operation) => {
    const { request, cost } = operation;
    const byApollo = async (recording?: Recording): Promise<FormattedExecutionResult> => {
      const { result } = await operations.answer(operation, request, recording);
      const extensions = extensionsWith(cost, result.extensions);
      return extensions ? { ...result, extensions } : result;
    };
    if (!prepared) return byApollo();
    const answer = await prepared.execute(operation, request, byApollo);
    if (!('json' in answer)) return answer;
    const extensions = extensionsWith(cost);
    return extensions ? { data: answer.data, extensions } : { data: answer.data };
  };
}
