import { RequestSignatureError } from '@outlay/identity/request-signature.ts';
import { z } from 'zod';
import { maskError } from './errors.ts';
import type { Operation, SubgraphExecutor } from './execute.ts';
import type { Logger } from './logger.ts';
import type { RequestInfo } from './subgraph.ts';

/** An answer as it goes out, whichever transport takes it: the status of HTTP, and JSON. */
export type Answer = { readonly status: number; readonly text: string };

const operation = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

/** Answers the JSON of an operation that the gateway signed. It never rejects. */
export type AnswerOperation = (body: string, request: RequestInfo) => Promise<Answer>;

export function createAnswerOperation(executor: SubgraphExecutor, logger: Logger): AnswerOperation {
  return async (body, request) => {
    try {
      const asked = operation.parse(JSON.parse(body)) satisfies Operation;
      return { status: 200, text: JSON.stringify(await executor.execute(asked, request)) };
    } catch (error) {
      return refusalOf(error, logger, request.requestId);
    }
  };
}

/** What is answered where nothing could be executed; it tells nothing of why. */
export function refusalOf(error: unknown, logger: Logger, requestId?: string): Answer {
  if (error instanceof RequestSignatureError) {
    logger.warn({ reason: error.message }, 'refused a request');
    return answerOf(401, { message: error.message, extensions: { code: error.code } });
  }
  const status = statusOf(error);
  if (status >= 500) return answerOf(status, maskError(error, logger, requestId));
  const extensions = { code: 'BAD_USER_INPUT' };
  return answerOf(status, { message: 'The request could not be read.', extensions });
}

function answerOf(status: number, error: object): Answer {
  return { status, text: JSON.stringify({ errors: [error] }) };
}

function statusOf(error: unknown): number {
  if (error instanceof z.ZodError || error instanceof SyntaxError) return 400;
  const given = (error as { statusCode?: unknown }).statusCode;
  return typeof given === 'number' ? given : 500;
}
