import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { compress, encoded, type Encoding } from './http/compression.ts';
import { sendReply } from './http/reply.ts';

/** Where the page stands; everything that it loads is below. */
export const graphiqlPath = '/';

const assets = new URL('../assets/graphiql/', import.meta.url);
const own = (file: string): URL => new URL(file, assets);

/** A file that an npm package ships ready for browsers. */
function shipped(name: string, file: string): string {
  const require = createRequire(import.meta.url);
  // `exports` of these packages hide their browser builds, but never package.json.
  return join(dirname(require.resolve(`${name}/package.json`)), file);
}

const javascript = 'text/javascript; charset=utf-8';
const css = 'text/css; charset=utf-8';
const html = 'text/html; charset=utf-8';
const text = 'text/plain; charset=utf-8';

/** Everything there is to load, by path: nothing else of the disk can be reached. */
export const graphiqlFiles: Readonly<Record<string, { file: string | URL; type: string }>> = {
  [graphiqlPath]: { file: own('index.html'), type: html },
  '/graphiql/page.css': { file: own('page.css'), type: css },
  '/graphiql/page.js': { file: own('page.js'), type: javascript },
  '/graphiql/tabs/sign-up.graphql': { file: own('tabs/sign-up.graphql'), type: text },
  '/graphiql/tabs/first-look.graphql': { file: own('tabs/first-look.graphql'), type: text },
  '/graphiql/tabs/set-budget.graphql': { file: own('tabs/set-budget.graphql'), type: text },
  '/graphiql/tabs/add-expense.graphql': { file: own('tabs/add-expense.graphql'), type: text },
  '/graphiql/tabs/watch-alerts.graphql': { file: own('tabs/watch-alerts.graphql'), type: text },
  '/graphiql/graphiql.css': { file: shipped('graphiql', 'graphiql.min.css'), type: css },
  '/graphiql/graphiql.js': { file: shipped('graphiql', 'graphiql.min.js'), type: javascript },
  '/graphiql/react.js': { file: shipped('react', 'umd/react.production.min.js'), type: javascript },
  '/graphiql/react-dom.js': {
    file: shipped('react-dom', 'umd/react-dom.production.min.js'),
    type: javascript,
  },
  '/graphiql/graphql-ws.js': {
    file: shipped('graphql-ws', 'umd/graphql-ws.min.js'),
    type: javascript,
  },
};

/** Where the page's own nonce goes. */
const noncePlace = '{{nonce}}';

/**
 * Fonts and icons of GraphiQL are inside its stylesheet. Its dialogs make a stylesheet as they open,
 * which is let through by a nonce that is new with each page.
 */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    'font-src data:',
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** GraphiQL from this machine alone: it works without the internet, and no CDN can change it. */
export function serveGraphiql(server: FastifyInstance): void {
  for (const [path, { file, type }] of Object.entries(graphiqlFiles)) {
    let loaded: Promise<Loaded> | undefined;
    server.get(path, { exposeHeadRoute: true }, async (request, reply) => {
      const { bytes, etag, encode } = await (loaded ??= load(file));
      if (path === graphiqlPath) {
        const nonce = randomBytes(16).toString('base64');
        reply.header('content-security-policy', contentSecurityPolicy(nonce));
        return reply.type(type).send(bytes.toString().replace(noncePlace, nonce));
      }
      reply.headers({ etag, 'cache-control': 'no-cache' });
      if (request.headers['if-none-match'] === etag) return reply.code(304).send();
      const accept = String(request.headers['accept-encoding'] ?? '');
      const answer = { status: 200, headers: { 'content-type': type }, body: bytes };
      return sendReply(reply, await encoded(accept, answer, encode));
    });
  }
}

type Loaded = {
  readonly bytes: Buffer;
  readonly etag: string;
  /** Compressed once, when somebody first takes it so. */
  readonly encode: (encoding: Encoding) => Promise<Buffer>;
};

async function load(file: string | URL): Promise<Loaded> {
  const bytes = await readFile(file);
  const hash = createHash('sha256').update(bytes).digest('base64url');
  const kept = new Map<Encoding, Promise<Buffer>>();
  const encode = (encoding: Encoding): Promise<Buffer> => {
    const known = kept.get(encoding) ?? compress(bytes, encoding);
    kept.set(encoding, known);
    return known;
  };
  return { bytes, etag: `"${hash}"`, encode };
}
