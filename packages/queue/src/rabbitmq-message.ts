import type { AsyncMessage, Envelope, SyncMessage } from 'rabbitmq-client';
import type { TakenJob, WireJob } from './broker.ts';
import type { DeadLetter } from './port.ts';

/**
 * How a job is written as a message: its id is the message's, its body JSON, and what else there is to say
 * stands in headers.
 */
const header = {
  traceparent: 'traceparent',
  /** Tries that have failed. */
  attempts: 'outlay-attempts',
  /** On dead letters. */
  reason: 'outlay-reason',
  diedAt: 'outlay-died-at',
  /** RabbitMQ's own: how often it was handed out and came back without a word. */
  returned: 'x-delivery-count',
} as const;

type Message = AsyncMessage | SyncMessage;

export function envelopeOf({ id, traceparent }: WireJob): Envelope {
  return { messageId: id, headers: { ...(traceparent && { [header.traceparent]: traceparent }) } };
}

/** A message on its way to another try. */
export function envelopeAgain(message: Message, attempts: number): Envelope {
  return carriedOn(message, { [header.attempts]: attempts });
}

export function envelopeOfDead(message: Message, attempts: number, reason: string): Envelope {
  const diedAt = new Date().toISOString();
  return carriedOn(message, {
    [header.attempts]: attempts,
    [header.reason]: reason,
    [header.diedAt]: diedAt,
  });
}

export function takenJob(message: Message): TakenJob {
  const { [header.traceparent]: traceparent } = message.headers ?? {};
  return {
    id: message.messageId ?? '',
    body: message.body as unknown,
    attempt: attemptsOf(message) + countIn(message, header.returned) + 1,
    ...(typeof traceparent === 'string' && { traceparent }),
  };
}

export function deadLetter(message: Message): DeadLetter {
  const { [header.reason]: reason, [header.diedAt]: diedAt } = message.headers ?? {};
  const body: unknown = message.body;
  return {
    id: message.messageId ?? '',
    body: Buffer.isBuffer(body) ? body.toString() : body,
    attempts: attemptsOf(message),
    reason: typeof reason === 'string' ? reason : 'It was handed out too often',
    diedAt: new Date(typeof diedAt === 'string' ? diedAt : (message.timestamp ?? 0) * 1_000),
  };
}

/** A dead letter as the new job that it becomes. */
export function envelopeReplayed(message: Message): Envelope {
  return { ...carriedOn(message, {}), messageId: message.messageId ?? '' };
}

/** Of a message from elsewhere, the content is kept as it is; one without an id can't be replayed, so it gets one. */
function carriedOn(message: Message, headers: Record<string, string | number>): Envelope {
  const { [header.traceparent]: traceparent } = message.headers ?? {};
  return {
    messageId: message.messageId ?? crypto.randomUUID(),
    headers: { ...(typeof traceparent === 'string' && { traceparent }), ...headers },
    ...(message.contentType !== undefined && { contentType: message.contentType }),
    ...(message.contentEncoding !== undefined && { contentEncoding: message.contentEncoding }),
  };
}

function attemptsOf(message: Message): number {
  return countIn(message, header.attempts);
}

function countIn({ headers }: Message, name: string): number {
  const count = Number(headers?.[name] ?? 0);
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}
