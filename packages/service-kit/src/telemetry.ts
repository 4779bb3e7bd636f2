import { ConfigError } from './config.ts';
import type { Logger } from './logger.ts';

export type TelemetryOptions = {
  /** The service's name unless OTEL_SERVICE_NAME says otherwise. */
  readonly piece: string;
  /** The process's own: the SDK reads its other variables from there by itself. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
};

export type Telemetry = {
  /** Sends what has not been sent yet, within seconds, and switches tracing off. */
  readonly stop: () => Promise<void>;
};

/** Where spans may go. */
export type SpanTarget = 'otlp' | 'console';

/**
 * Switches tracing on when the standard variables ask for it: OTEL_TRACES_EXPORTER (`otlp`, `console`,
 * `none`, or several with commas), or an address in OTEL_EXPORTER_OTLP_ENDPOINT or
 * OTEL_EXPORTER_OTLP_TRACES_ENDPOINT. The SDK is loaded only then.
 * Throws a ConfigError that names a variable which asks for what is not there.
 *
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const targets = spanTargets(options.environment);
  if (targets.length === 0) return { stop: async () => {} };
  const { startTracing } = await import('./telemetry-sdk.ts');
  return startTracing(targets, options);
}

/** Where the variables send spans; nowhere unless they say so. */
export function spanTargets(environment: TelemetryOptions['environment']): SpanTarget[] {
  if (environment['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return [];
  const address = firstOf(environment, otlp('ENDPOINT'));
  const asked = environment['OTEL_TRACES_EXPORTER'] || (address ? 'otlp' : 'none');
  const names = asked.split(',').flatMap((name) => name.trim() || []);
  const targets = new Set(names.filter((name) => name !== 'none').map(target));
  if (targets.has('otlp')) checkAddress(environment);
  if (targets.size > 0) checkSampler(environment);
  return [...targets];
}

function target(name: string): SpanTarget {
  if (name === 'otlp' || name === 'console') return name;
  throw new ConfigError('OTEL_TRACES_EXPORTER is not valid: otlp, console or none');
}

/** The SDK would send to its default address instead, or in a form that the other end can't read. */
function checkAddress(environment: TelemetryOptions['environment']): void {
  const address = firstOf(environment, otlp('ENDPOINT'));
  if (address && !/^https?:$/.test(URL.parse(address.value)?.protocol ?? '')) {
    throw new ConfigError(`${address.name} is not valid: an http:// or https:// URL`);
  }
  const protocol = firstOf(environment, otlp('PROTOCOL'));
  if (protocol?.value === 'grpc') {
    const where = 'most collectors take it at port 4318';
    throw new ConfigError(`${protocol.name} is not valid: spans are sent as http/json; ${where}`);
  }
}

const samplers = ['always_on', 'always_off', 'traceidratio'].flatMap((name) => [
  name,
  `parentbased_${name}`,
]);

/** The SDK would warn and take all. */
function checkSampler(environment: TelemetryOptions['environment']): void {
  const sampler = environment['OTEL_TRACES_SAMPLER'] || 'parentbased_always_on';
  if (!samplers.includes(sampler)) {
    throw new ConfigError(`OTEL_TRACES_SAMPLER is not valid: one of ${samplers.join(', ')}`);
  }
  const share = environment['OTEL_TRACES_SAMPLER_ARG'];
  if (!share || !sampler.endsWith('traceidratio')) return;
  const ratio = share.trim() === '' ? Number.NaN : Number(share);
  if (!(ratio >= 0 && ratio <= 1)) {
    throw new ConfigError('OTEL_TRACES_SAMPLER_ARG is not valid: a number from 0 to 1');
  }
}

/** The variable for traces goes before the one for everything. */
function otlp(what: string): string[] {
  return [`OTEL_EXPORTER_OTLP_TRACES_${what}`, `OTEL_EXPORTER_OTLP_${what}`];
}

function firstOf(environment: TelemetryOptions['environment'], names: readonly string[]) {
  const name = names.find((each) => environment[each]);
  return name === undefined ? undefined : { name, value: environment[name] ?? '' };
}
