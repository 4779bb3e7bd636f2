import { randomUUID } from 'node:crypto';
import {
  context,
  diag,
  type DiagLogger,
  DiagLogLevel,
  propagation,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ConsoleSpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import type { Logger } from './logger.ts';
import type { SpanTarget, Telemetry, TelemetryOptions } from './telemetry.ts';

/** A collector that is away must not keep a piece from stopping. */
const flushMs = 5_000;

/** Only `startTelemetry` imports this file, and only when tracing is on: it loads the SDK. */
export function startTracing(
  targets: readonly SpanTarget[],
  { piece, logger }: TelemetryOptions,
): Telemetry {
  diag.setLogger(spoken(logger), { logLevel: DiagLogLevel.WARN });
  const service = resourceFromAttributes({
    'service.name': piece,
    'service.namespace': 'outlay',
    'service.instance.id': randomUUID(),
  });
  const provider = new NodeTracerProvider({
    resource: service.merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: targets.map((target) =>
      target === 'otlp'
        ? new BatchSpanProcessor(new OTLPTraceExporter())
        : new SimpleSpanProcessor(new ConsoleSpanExporter()),
    ),
  });
  // Baggage is left out: whatever a client put into it would travel through the whole house.
  provider.register({ propagator: new W3CTraceContextPropagator() });
  logger.info({ targets }, 'tracing');

  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await within(flushMs, provider.shutdown()).catch((error: unknown) => {
      logger.warn({ err: error }, 'the last spans could not be sent');
    });
    for (const part of [trace, context, propagation, diag]) part.disable();
  };
  return { stop: () => (stopped ??= stop()) };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('It took too long')), ms);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** What the SDK has to complain about, such as a collector that is away. */
function spoken(logger: Logger): DiagLogger {
  const say = (message: string): void => logger.warn({ reason: message }, 'telemetry');
  return { error: say, warn: say, info: say, debug: say, verbose: say };
}
