import {
  type Attributes,
  context,
  type Context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/**
 * Spans, and the trace context that leaves this process as a W3C `traceparent`. Unless `startTelemetry`
 * has switched tracing on, everything here costs less than a microsecond and does nothing; what a client
 * sent as `traceparent` then travels on as it came.
 *
 * A span says what was done, never for whom or with what: no variables, no documents, no messages of
 * errors, no ids of people or books.
 */
const tracer = () => trace.getTracer('outlay');

export type SpanOptions = {
  readonly kind: SpanKind;
  /** The span that is active here, one elsewhere by its traceparent, or none: a trace of its own. */
  readonly parent: 'active' | (string & {}) | undefined;
  readonly attributes?: Attributes;
};

/** Starts a span that the caller ends. */
export function startSpan(name: string, { kind, parent, attributes }: SpanOptions): Span {
  return tracer().startSpan(name, { kind, ...(attributes && { attributes }) }, contextOf(parent));
}

/** Does work inside a span of its own; when it throws, the span says of which type the error was. */
export function inSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const span = startSpan(name, options);
  return isReal(span) ? workIn(span, work) : work(span);
}

/** Does work inside a span that was started and is ended by others. */
export function withinSpan<T>(span: Span, work: () => T): T {
  return isReal(span) ? context.with(trace.setSpan(ROOT_CONTEXT, span), work) : work();
}

/** Not while tracing is off. */
function isReal(span: Span): boolean {
  return isSpanContextValid(span.spanContext());
}

async function workIn<T>(span: Span, work: (span: Span) => Promise<T>): Promise<T> {
  try {
    return await context.with(trace.setSpan(ROOT_CONTEXT, span), work, undefined, span);
  } catch (error) {
    markFailed(span, errorType(error));
    throw error;
  } finally {
    span.end();
  }
}

/** Says that what a span stands for did not succeed, by a word for the kind of failure. */
export function markFailed(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** What is sent along so that others continue from the span; undefined while tracing is off. */
export function traceparentOf(span: Span): string | undefined {
  if (!isReal(span)) return undefined;
  return injected(trace.setSpan(ROOT_CONTEXT, span));
}

/** The same of the active span. */
export function activeTraceparent(): string | undefined {
  return injected(context.active());
}

function injected(from: Context): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(from, carrier);
  return carrier.traceparent;
}

function contextOf(parent: SpanOptions['parent']): Context {
  if (parent === 'active') return context.active();
  if (parent === undefined) return ROOT_CONTEXT;
  return propagation.extract(ROOT_CONTEXT, { traceparent: parent });
}

/** The code of an error where it has one, otherwise its class; both are words of programs. */
export function errorType(error: unknown): string {
  const { code, extensions } = (error ?? {}) as { code?: unknown; extensions?: { code?: unknown } };
  const known = extensions?.code ?? code;
  if (typeof known === 'string') return known;
  return error instanceof Error ? error.name : typeof error;
}
