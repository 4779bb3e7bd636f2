import type { Logger } from 'pino';
import { Connection } from 'rabbitmq-client';
import { QueueRefusedError } from './errors.ts';
import { readRabbitmqUrl } from './rabbitmq-url.ts';

/** How long a start waits for a broker that is not there yet. */
const firstConnectionMs = 5_000;

/** What RabbitMQ says to a wrong user or password, and to a virtual host that isn't there or isn't for us. */
const refusals = new Set(['ACCESS_REFUSED', 'NOT_ALLOWED']);

/**
 * Connects to RabbitMQ by its URL (https://www.rabbitmq.com/docs/uri-spec), of whose parameters `heartbeat`,
 * `connection_timeout` and `cacertfile` are heeded. It connects again for as long as it takes when the
 * broker goes away, also when it is away at the start. Throws {@link QueueRefusedError} when it is there
 * and refuses us.
 */
export async function connectRabbitmq(url: string, logger: Logger): Promise<Connection> {
  const { ca } = readRabbitmqUrl(url);
  const connection = new Connection({
    url,
    connectionName: 'outlay',
    acquireTimeout: firstConnectionMs,
    // Seconds. A broker whose machine has gone without a word is given up after twice as long.
    heartbeat: 10,
    retryLow: 100,
    retryHigh: 3_000,
    ...(ca && { tls: { ca } }),
  });
  const refused = Promise.withResolvers<never>();
  let connected = false;
  connection.on('connection', () => {
    connected = true;
    logger.info('Connected to RabbitMQ');
  });
  connection.on('error', (error: unknown) => {
    const { code } = error as { code?: string };
    logger.warn({ err: error }, 'Something is wrong with the connection to RabbitMQ');
    if (!connected && refusals.has(code ?? '')) {
      const message = `RabbitMQ refuses the user, the password or the virtual host (${code})`;
      refused.reject(new QueueRefusedError(message));
    }
  });
  try {
    await Promise.race([connection.onConnect(firstConnectionMs, true), refused.promise]);
  } catch (error) {
    if (error instanceof QueueRefusedError) {
      await connection.close();
      throw error;
    }
    logger.warn('RabbitMQ is away; going on without it until it is there');
  }
  return connection;
}
