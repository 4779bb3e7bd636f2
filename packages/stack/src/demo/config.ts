import { readEnvironment } from '@outlay/service-kit/config.ts';
import { z } from 'zod';

/** The settings of `npm run demo`. */
export const environment = z.object({
  OUTLAY_URL: z
    .url({ protocol: /^https?$/ })
    .default('http://127.0.0.1:4000/graphql')
    .describe('the address of a running Outlay, ending in /graphql'),
  OUTLAY_DEMO_SEED: z
    .string()
    .regex(/^[\w-]{1,40}$/)
    .default('outlay')
    .describe('any word of letters, digits and dashes; the same word spends the same'),
});

export type DemoConfig = { readonly url: string; readonly seed: string };

export function demoConfig(): DemoConfig {
  const { OUTLAY_URL, OUTLAY_DEMO_SEED } = readEnvironment(environment, process.env);
  return { url: OUTLAY_URL, seed: OUTLAY_DEMO_SEED };
}
