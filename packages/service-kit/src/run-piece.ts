import { type OnDoubt, telemetryEnvironment } from './config.ts';
import { checkHost } from './host-check.ts';
import { runUntilSignal, startedParts } from './lifecycle.ts';
import { createLogger, type Logger, type LogLevel } from './logger.ts';
import { startMetricsServer } from './serve-metrics.ts';
import { startTelemetry } from './telemetry.ts';

export type PieceConfig = {
  readonly LOG_LEVEL: LogLevel;
  readonly HOST: string;
  /** Where metrics are served; nowhere when left out. */
  readonly METRICS_PORT?: number | undefined;
  /** How long its servers may take to stop; without them, it stops for as long as it takes. */
  readonly DRAIN_DELAY_MS?: number | undefined;
  readonly DRAIN_MS?: number | undefined;
};

/** What stopping may take beside draining; one second less than the chart waits before it kills. */
const stopMarginMs = 4_000;

/** What a piece is given to start with. */
export type PieceStart<Config> = {
  readonly config: Config;
  readonly logger: Logger;
  /** Aborted once the piece is told to stop: what may take long is broken off by it. */
  readonly stopping?: AbortSignal;
  /** Ends the piece, as a failed start would: for what shows only later that it is wrong for good. */
  readonly fail?: (error: unknown) => void;
  /** Keeps a part that was started: it is stopped with the piece, the latest first. */
  readonly keep: ReturnType<typeof startedParts>['keep'];
};

/**
 * Runs a piece as a process of its own: reads its environment, starts its parts in turn, and stops them in
 * the opposite order on SIGTERM or SIGINT, or when one of them can't be started. See
 * {@link runUntilSignal} for what becomes of the process.
 */
export async function runPiece<Config extends PieceConfig>(
  name: string,
  readConfig: (onDoubt: OnDoubt) => Config,
  start: (piece: PieceStart<Config>) => Promise<unknown>,
  explained?: Parameters<typeof runUntilSignal>[2],
): Promise<void> {
  const begin = async (stopping: AbortSignal, fail: (error: unknown) => void) => {
    const doubts: string[] = [];
    const config = readConfig((doubt) => doubts.push(doubt));
    await checkHost(config.HOST);
    const logger = createLogger(name, config.LOG_LEVEL);
    for (const doubt of doubts) logger.warn(doubt);
    const { keep, stop } = startedParts();
    try {
      // Kept first, stopped last: so the spans of stopping are sent too.
      const environment = telemetryEnvironment();
      keep(await startTelemetry({ piece: name, environment, logger }));
      const { HOST: host, METRICS_PORT: port } = config;
      if (port !== undefined) keep(await startMetricsServer({ host, port, logger }));
      await start({ config, logger, stopping, fail, keep });
      const { DRAIN_DELAY_MS: delayMs = 0, DRAIN_MS: drainMs } = config;
      if (drainMs === undefined) return { stop };
      return { stop, stopWithinMs: delayMs + drainMs + stopMarginMs };
    } catch (error) {
      // The first failure is the one to tell; what goes wrong while cleaning up would hide it.
      await stop().catch(() => {});
      throw error;
    }
  };
  await runUntilSignal(createLogger(name), begin, explained);
}
