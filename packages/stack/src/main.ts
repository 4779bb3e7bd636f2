import { EmbeddedPostgresError } from '@outlay/embedded/errors.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { runUntilSignal } from '@outlay/service-kit/lifecycle.ts';
import { stackConfig } from './config.ts';
import { startStack } from './stack.ts';
import { welcome } from './welcome.ts';

/** `npm start`: a whole Outlay in one process. */
await runUntilSignal(
  createLogger('outlay'),
  async () => {
    const config = stackConfig();
    const stack = await startStack(config);
    process.stdout.write(welcome(stack.gateway, config));
    return stack;
  },
  [EmbeddedPostgresError],
);
