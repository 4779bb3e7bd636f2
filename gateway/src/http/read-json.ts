import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { refusal } from '../guards/refusal.ts';

/**
 * Has JSON alone read, in UTF-8 alone: a form of another site can send text without asking first, and bytes
 * that are no text would be taken for something that nobody wrote. Names that change what an object is
 * (`__proto__`, `constructor.prototype`) are refused wherever they stand.
 */
export function readJsonOnly(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer;
    const { 'content-type': type, 'content-encoding': encoding = 'identity' } = request.headers;
    if (otherCharset(type) || encoding !== 'identity') {
      const message = 'Send the JSON in UTF-8, and not compressed.';
      return done(refusal(415, 'UNSUPPORTED_MEDIA_TYPE', message));
    }
    if (!isUtf8(bytes)) return done(refusal(400, 'BAD_REQUEST', 'The body is not UTF-8.'));
    parse(request, bytes.toString('utf8'), done);
  });
}

function otherCharset(contentType = ''): boolean {
  const [, charset] = /; *charset="?([^";]*)/i.exec(contentType) ?? [];
  return charset !== undefined && !/^utf-?8$/i.test(charset.trim());
}
