import { resolve } from 'node:path';
import type { StackConfig } from './config.ts';

/** What `npm start` prints once everything answers. */
export function welcome({ url }: { readonly url: string }, config: StackConfig): string {
  const live = url.replace(/^http/, 'ws');
  return `
  Outlay is ready.

    Explore it       ${url}/
    GraphQL          ${url}/graphql
    Live (graphql-ws) ${live}/graphql
    Health           ${url}/readyz
    Data             ${resolve(config.dataFolder)}
    Messages sent    ${resolve(config.dataFolder, 'messages.jsonl')}

  In another terminal, a year of spending and a live overspend:  npm run demo
  Ctrl-C stops it; the data stays.
`;
}
