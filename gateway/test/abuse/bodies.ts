import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { postOf } from '../fixture/bytes.ts';
import { type Attack, byBody, times } from './attack.ts';

const query = '{ requestId }';
const withVariables = (json: string) => `{"query":"${query}","variables":${json}}`;
const head = (more: string) =>
  `POST /graphql HTTP/1.1\r\nhost: outlay\r\ncontent-type: application/json\r\n${more}\r\n`;

/** Bytes that stand for nothing in UTF-8, within what is JSON otherwise. */
function notUtf8(): Buffer {
  const [before, after] = ['{"query":"{ requestId } # ', '"}'];
  const body = Buffer.concat([
    Buffer.from(before),
    Buffer.from([0xc3, 0x28, 0xff]),
    Buffer.from(after),
  ]);
  return Buffer.concat([Buffer.from(head(`content-length: ${body.length}\r\n`)), body]);
}

/** A megabyte of blanks in a kilobyte; what isn't asked for isn't unpacked. */
function packed(): Buffer {
  const body = gzipSync(JSON.stringify({ query: query + ' '.repeat(1_000_000) }));
  const lengths = `content-encoding: gzip\r\ncontent-length: ${body.length}\r\n`;
  return Buffer.concat([Buffer.from(head(lengths)), body]);
}

export const bodyAttacks: readonly Attack[] = [
  byBody(
    'a list of 1,000 operations',
    'BAD_REQUEST',
    `[${times(1_000, () => `{"query":"${query}"}`, ',')}]`,
  ),
  byBody('5 MB', 'PAYLOAD_TOO_LARGE', withVariables(`{"a":"${'x'.repeat(5_000_000)}"}`), 413),
  {
    name: 'chunks without end',
    bytes: () =>
      head('transfer-encoding: chunked\r\n') + `10000\r\n${'x'.repeat(65_536)}\r\n`.repeat(60),
    status: 413,
    code: 'PAYLOAD_TOO_LARGE',
  },
  byBody(
    'variables 50,000 levels deep',
    'VARIABLES_TOO_DEEP',
    withVariables(`{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`),
  ),
  byBody(
    'objects in objects, 20,000 levels deep',
    'VARIABLES_TOO_DEEP',
    withVariables(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`),
  ),
  byBody(
    '20,000 variables',
    'VARIABLES_TOO_LARGE',
    withVariables(`{${times(20_000, (nth) => `"v${nth}":1`, ',')}}`),
  ),
  byBody(
    'a list of 100,000 numbers',
    'VARIABLES_TOO_LARGE',
    withVariables(`{"a":[${'1,'.repeat(100_000)}1]}`),
  ),
  byBody(
    'a number of 100,000 digits',
    'BAD_USER_INPUT',
    `{"query":"query ($ms: Int!) { slow(ms: $ms) }","variables":{"ms":${'9'.repeat(100_000)}}}`,
  ),
  byBody(
    'a number beyond all numbers',
    'BAD_USER_INPUT',
    '{"query":"query ($ms: Int!) { slow(ms: $ms) }","variables":{"ms":1e999999}}',
  ),
  byBody(
    'a text of 100,000 letters where a number belongs',
    'BAD_USER_INPUT',
    `{"query":"query ($ms: Int!) { slow(ms: $ms) }","variables":{"ms":"${'9'.repeat(100_000)}"}}`,
  ),
  byBody(
    'the prototype of everything',
    'BAD_REQUEST',
    withVariables('{"__proto__":{"isAdmin":true}}'),
  ),
  byBody('a prototype, further in', 'BAD_REQUEST', withVariables('{"a":[{"__proto__":{"b":1}}]}')),
  byBody(
    'a prototype, written otherwise',
    'BAD_REQUEST',
    withVariables('{"\\u005f_proto__":{"b":1}}'),
  ),
  byBody(
    'the prototype of a constructor',
    'BAD_REQUEST',
    withVariables('{"constructor":{"prototype":{"isAdmin":true}}}'),
  ),
  { name: 'bytes that are no text', bytes: notUtf8, status: 400, code: 'BAD_REQUEST' },
  { name: 'a packed body', bytes: packed, status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' },
  {
    name: 'a form of another site',
    bytes: () => postOf(`{"query":"${query}"}`).replace('application/json', 'text/plain'),
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
  },
  byBody('half an object', 'BAD_REQUEST', '{"query":"{ requestId }"'),
  byBody('100,000 brackets', 'BAD_REQUEST', '['.repeat(100_000)),
  byBody(
    'an operation’s name of 100,000 letters',
    'OPERATION_RESOLUTION_FAILURE',
    `{"query":"${query}","operationName":"${'x'.repeat(100_000)}"}`,
  ),
];
