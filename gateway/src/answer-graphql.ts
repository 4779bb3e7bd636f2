import type { IncomingHttpHeaders } from 'node:http';
import type { Viewer } from '@outlay/identity/viewer.ts';
import type { OperationDefinitionNode } from 'graphql';
import type { HttpExecute } from './execution/http-answer.ts';
import type { AdmitOperation, CheckOperation } from './guards/admit-operation.ts';
import type { Authenticate } from './guards/authenticate.ts';
import { admitRefused, viewerOf } from './guards/refused-token.ts';
import { refusal } from './guards/refusal.ts';
import { compressed } from './http/compression.ts';
import { type MediaType, mediaTypeFor } from './http/media-type.ts';
import type { Reply } from './http/reply.ts';
import { andThen } from './promise-or-value.ts';
import { checkHost, checkKind, graphqlRequestIn, traceparentOf } from './request.ts';

/** A request for the graph, whoever read it off its connection. */
export type ReadRequest = {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly requestId: string;
  readonly clientAddress: string;
  /** The parameters as they came: the body, or what the address says. May throw a refusal. */
  readonly parameters: () => unknown;
  /** Is told which operation it asks for, before that may be refused. */
  readonly tell: (operation: OperationDefinitionNode) => void;
};

export type AnswerGraphqlOptions = {
  readonly authenticate: Authenticate;
  /** Finds the document and pays for the operation; throws a GraphQLError when it is refused. */
  readonly admit: AdmitOperation;
  readonly execute: HttpExecute;
};

/**
 * Answers the operation of a request: the guards stand before anything is validated or planned. Rejects with
 * a refusal, or with what nobody expected.
 */
export function createAnswerGraphql({ authenticate, admit, execute }: AnswerGraphqlOptions) {
  function admitted(request: ReadRequest, viewer: Viewer | null, check?: CheckOperation) {
    const { method, clientAddress } = request;
    const asked = graphqlRequestIn(request.parameters());
    const admission = admit(asked, { viewer, clientAddress }, (operation, document) => {
      check?.(operation, document);
      request.tell(operation);
      checkKind(operation, method);
    });
    return andThen(admission, (operation) => ({ ...asked, ...operation }));
  }

  return async (request: ReadRequest): Promise<Reply> => {
    const { headers, requestId, clientAddress } = request;
    checkHost(headers.host);
    const type = acceptedType(headers);
    // What is there already isn't waited for: each time costs a turn through the queue of promises.
    const sent = viewerOf(authenticate, headers.authorization);
    const { viewer, refused } = sent instanceof Promise ? await sent : sent;
    const admission = refused
      ? admitRefused(refused, (check) => admitted(request, viewer, check))
      : admitted(request, viewer);
    const asked = admission instanceof Promise ? await admission : admission;
    const traceparent = traceparentOf(headers);
    const info = { viewer, requestId, traceparent, clientAddress };

    const answer = await execute(asked, info);
    const reply = {
      status: answer.status === 400 ? type.wrongOperation : answer.status,
      headers: { ...asked.headers(), ...answer.headers, 'content-type': type.contentType },
      body: answer.text,
    };
    // Mutations are what hands out tokens.
    const isQuery = asked.operation.operation === 'query';
    return isQuery ? compressed(acceptedEncodings(headers), reply) : reply;
  };
}

export type AnswerGraphql = ReturnType<typeof createAnswerGraphql>;

/** Found out first: a mutation is not made for somebody who can't read what came of it. */
function acceptedType({ accept }: IncomingHttpHeaders): MediaType {
  const type = mediaTypeFor(accept);
  if (type) return type;
  const message = 'Accept `application/json` or `application/graphql-response+json`.';
  throw refusal(406, 'NOT_ACCEPTABLE', message);
}

function acceptedEncodings(headers: IncomingHttpHeaders): string | undefined {
  const accept = headers['accept-encoding'];
  return accept === undefined ? undefined : String(accept);
}
