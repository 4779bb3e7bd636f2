import { registerHooks } from 'node:module';

/** Starts telemetry as the environment says and prints every module that was loaded for it. */
registerHooks({
  load: (url, context, next) => {
    process.stdout.write(`${url}\n`);
    return next(url, context);
  },
});
const { startTelemetry } = await import('../src/telemetry.ts');
const { createLogger } = await import('../src/logger.ts');
const logger = createLogger('loaded', 'silent');
const telemetry = await startTelemetry({ piece: 'loaded', environment: process.env, logger });
await telemetry.stop();
