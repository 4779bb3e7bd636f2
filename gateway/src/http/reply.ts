import type { FastifyReply } from 'fastify';

/** What is answered to a request, whoever writes it on the connection. */
export type Reply = {
  readonly status: number;
  /** By their names in lower case; the manners and the request's id come on top. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
};

/** Has fastify write it. */
export function sendReply(reply: FastifyReply, { status, headers, body }: Reply): FastifyReply {
  const { vary, ...others } = headers;
  reply.code(status).headers(others);
  if (vary !== undefined) addVary(reply, vary);
  return reply.send(body);
}

/** Beside what the answer varies by already: pages of other origins add theirs. */
function addVary(reply: FastifyReply, header: string): void {
  const known = reply.getHeader('vary');
  reply.header('vary', known ? `${String(known)}, ${header}` : header);
}
