import type { Attack } from './attack.ts';
import { times } from './attack.ts';

const start = 'POST /graphql HTTP/1.1\r\nhost: outlay\r\n';
const get = (search: string, headers = 'apollo-require-preflight: 1\r\n') =>
  `GET /graphql?${search} HTTP/1.1\r\nhost: outlay\r\n${headers}\r\n`;

export const connectionAttacks: readonly Attack[] = [
  {
    name: 'headers that never end',
    bytes: () => `${start}x-slow: `,
    status: 408,
    code: 'REQUEST_TIMEOUT',
  },
  {
    name: 'a body that never comes',
    bytes: () => `${start}content-type: application/json\r\ncontent-length: 1000\r\n\r\n{`,
    status: 408,
    code: 'REQUEST_TIMEOUT',
  },
  {
    name: '5,000 headers',
    bytes: () => `${start}${times(5_000, (nth) => `x-${nth}: 1\r\n`, '')}\r\n`,
    status: 431,
    code: 'HEADERS_TOO_LARGE',
  },
  {
    name: 'a header of 1 MB',
    bytes: () => `${start}x-long: ${'x'.repeat(1_000_000)}\r\n\r\n`,
    status: 431,
    code: 'HEADERS_TOO_LARGE',
  },
  {
    name: 'a token of 10,000 letters',
    bytes: () => `${start}authorization: Bearer ${'x'.repeat(10_000)}\r\ncontent-length: 0\r\n\r\n`,
    status: 401,
    code: 'UNAUTHENTICATED',
  },
  {
    name: 'an address of 100,000 letters',
    bytes: () => get(`query={${'x'.repeat(100_000)}}`),
    status: 431,
    code: 'HEADERS_TOO_LARGE',
  },
  {
    name: '5,000 parameters',
    bytes: () => get('query={requestId}&'.repeat(800)),
    status: 400,
    code: 'BAD_REQUEST',
  },
  {
    name: 'a mutation by a link',
    bytes: () => get('query=mutation{signIn(name:"a")}'),
    status: 405,
    code: 'METHOD_NOT_ALLOWED',
  },
  {
    name: 'a query by a picture',
    bytes: () => get('query={requestId}', 'accept: image/*\r\n'),
    status: 403,
    code: 'CROSS_SITE_REQUEST',
  },
  {
    name: 'a request hidden in another',
    bytes: () =>
      `${start}content-length: 40\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /admin HTTP/1.1\r\n\r\n`,
    status: 400,
    code: 'BAD_REQUEST',
  },
  {
    name: 'a host that is an attack on whoever reads it',
    bytes: () =>
      `POST /graphql HTTP/1.1\r\nhost: <script>\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`,
    status: 400,
    code: 'BAD_REQUEST',
  },
  {
    name: 'two hosts, one for who stands in front',
    bytes: () => {
      const body = '{"query":"{ requestId }"}';
      return `POST /graphql HTTP/1.1\r\nhost: outlay\r\nhost: elsewhere\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    },
    status: 400,
    code: 'BAD_REQUEST',
  },
];
