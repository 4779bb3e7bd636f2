import { type Span, SpanKind } from '@opentelemetry/api';
import type { WireEvent } from '@outlay/events/envelope.ts';
import { errorType, markFailed, startSpan, traceparentOf } from '@outlay/service-kit/tracing.ts';

/**
 * An event carries the trace of the request that caused it. Its way through the log is told by spans of
 * that trace, one per event: a batch holds the events of many requests, and each of them is to be seen as a
 * whole. Events of no trace cost nothing.
 */

/** Gives the events as a consumer is to apply them: those of a trace carry on from the span of the applying. */
export type Carry = <Event extends Traced>(events: readonly Event[]) => readonly Event[];

type Traced = Pick<WireEvent, 'topic' | 'type'> & { readonly traceparent?: string | undefined };

/** Appends events. They are written as they are: what is appended twice must be the same twice. */
export function inProducerSpans(
  events: readonly WireEvent[],
  append: () => Promise<void>,
): Promise<void> {
  const spans = events.flatMap((event) => spanOf(event, 'append', SpanKind.PRODUCER) ?? []);
  return until(append(), spans);
}

/** Applies events in a transaction: the spans last until it is committed. */
export function inConsumerSpans<T>(group: string, apply: (carry: Carry) => Promise<T>): Promise<T> {
  const spans: Span[] = [];
  const carry: Carry = (events) =>
    events.map((event) => {
      const span = spanOf(event, 'apply', SpanKind.CONSUMER);
      if (!span) return event;
      span.setAttribute('messaging.consumer.group.name', group);
      spans.push(span);
      return { ...event, traceparent: traceparentOf(span) ?? event.traceparent };
    });
  return until(apply(carry), spans);
}

function spanOf(
  { topic, type, traceparent }: Traced,
  operation: 'append' | 'apply',
  kind: SpanKind,
): Span | undefined {
  if (traceparent === undefined) return undefined;
  const attributes = {
    'messaging.system': 'outlay.event-log',
    'messaging.destination.name': topic,
    'messaging.operation.name': operation,
    'messaging.operation.type': operation === 'append' ? 'send' : 'process',
    'outlay.event.type': type,
  };
  return startSpan(`${operation} ${type}`, { kind, parent: traceparent, attributes });
}

/** The array is read at the end: it may have grown meanwhile. */
async function until<T>(work: Promise<T>, spans: readonly Span[]): Promise<T> {
  try {
    return await work;
  } catch (error) {
    for (const span of spans) markFailed(span, errorType(error));
    throw error;
  } finally {
    for (const span of spans) span.end();
  }
}
