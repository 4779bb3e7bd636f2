import { EmbeddedPostgresError } from '@outlay/embedded/errors.ts';
import { runPiece } from '@outlay/service-kit/run-piece.ts';
import { stackConfig } from './config.ts';
import { checkPortFree } from './free-port.ts';
import { startStack } from './stack.ts';
import { welcome } from './welcome.ts';

/** `npm start`: a whole Outlay in one process. */
await runPiece(
  'outlay',
  (onDoubt) => {
    const config = stackConfig(onDoubt);
    const { host: HOST, logLevel: LOG_LEVEL, metricsPort: METRICS_PORT } = config;
    return { ...config, HOST, LOG_LEVEL, METRICS_PORT };
  },
  async ({ config, keep }) => {
    await checkPortFree(config.port, config.host);
    const stack = keep(await startStack(config));
    process.stdout.write(welcome(stack.gateway, config));
  },
  [EmbeddedPostgresError],
);
