import { resolve } from 'node:path';
import type { StackConfig } from './config.ts';

/** What `npm start` prints once everything answers. */
export function welcome({ url }: { readonly url: string }, config: StackConfig): string {
  const demo =
    url === 'http://127.0.0.1:4000' ? 'npm run demo' : `OUTLAY_URL=${url}/graphql npm run demo`;
  const page = config.door?.graphiql === false ? '' : `    Explore it         ${url}/\n`;
  const live = url.replace(/^http/, 'ws');
  return `
  Outlay is ready.

${page}    GraphQL            ${url}/graphql
    Live (graphql-ws)  ${live}/graphql
    Health             ${url}/readyz
    Data               ${resolve(config.dataFolder)}
    Alerts sent go to  ${resolve(config.dataFolder, 'messages.jsonl')}

  In another terminal, a year of spending and a live overspend:  ${demo}
  Ctrl-C stops it; the data stays.
`;
}
