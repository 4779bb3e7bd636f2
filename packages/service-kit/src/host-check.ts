import { once } from 'node:events';
import { createServer } from 'node:net';
import { ConfigError } from './config.ts';

/**
 * Makes sure that this machine can listen on an address, before anything is started; only trying it tells.
 * Throws a {@link ConfigError} of one line when it can't.
 */
export async function checkHost(host: string): Promise<void> {
  const server = createServer().listen(0, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new ConfigError(
      'HOST is not valid: it has to be an address or a name of this machine, such as 127.0.0.1, or 0.0.0.0 for all of its addresses',
      { cause: error },
    );
  }
  server.close();
  await once(server, 'close');
}
