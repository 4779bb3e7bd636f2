import { enginePort } from '@outlay/testkit/engines/engine.ts';

const given = new Set<number>();

/**
 * A port for something that may be killed and come back to it: nobody listens there, and nobody gets it
 * by chance. Another one at each call.
 */
export async function fixedPort(): Promise<number> {
  for (;;) {
    const port = await enginePort();
    if (given.has(port)) continue;
    given.add(port);
    return port;
  }
}
