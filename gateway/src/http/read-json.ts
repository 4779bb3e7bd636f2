import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { parse } from 'secure-json-parse';
import { refusal } from '../guards/refusal.ts';

/**
 * Reads JSON in UTF-8. Names that change what an object is (`__proto__`, `constructor.prototype`) are
 * refused wherever they stand. Throws a refusal (400).
 */
export function readJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw refusal(400, 'BAD_REQUEST', 'The body is not UTF-8.');
  try {
    return parse(bytes.toString('utf8'), { protoAction: 'error', constructorAction: 'error' });
  } catch {
    throw unreadable();
  }
}

/** What could not be taken for JSON. */
export function unreadable() {
  return refusal(400, 'BAD_REQUEST', 'The request could not be read. Send a JSON object.');
}

/**
 * Has JSON alone read, in UTF-8 alone: a form of another site can send text without asking first, and bytes
 * that are no text would be taken for something that nobody wrote.
 */
export function readJsonOnly(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const { 'content-type': type, 'content-encoding': encoding = 'identity' } = request.headers;
    if (otherCharset(type) || encoding !== 'identity') {
      const message = 'Send the JSON in UTF-8, and not compressed.';
      return done(refusal(415, 'UNSUPPORTED_MEDIA_TYPE', message));
    }
    try {
      done(null, readJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

function otherCharset(contentType = ''): boolean {
  const [, charset] = /; *charset="?([^";]*)/i.exec(contentType) ?? [];
  return charset !== undefined && !/^utf-?8$/i.test(charset.trim());
}
