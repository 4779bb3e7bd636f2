import { runCommandWithin } from './command.ts';
import { startEngines } from './engines/engines.ts';

/**
 * `node run-engines.ts <command> [arguments…]` runs the command with one PostgreSQL, Kafka, Redis and
 * RabbitMQ for all in it. Those whose URL is in the environment already are used and left running.
 */
await runCommandWithin(startEngines);
