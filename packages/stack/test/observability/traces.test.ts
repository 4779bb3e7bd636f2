import {
  type OtlpReceiver,
  type ReceivedSpan,
  startOtlpReceiver,
} from '@outlay/testkit/otlp-receiver.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as operations from '../../src/demo/operations.ts';
import { type EveryPiece, startEveryPiece } from '../fixture/every-piece.ts';
import { budgetOf, canaryPerson, foundIn, overspend } from './canaries.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const clientSpan = 'b7ad6b7169203331';

let receiver: OtlpReceiver;
let outlay: EveryPiece;

before(async () => {
  receiver = await startOtlpReceiver();
  outlay = await startEveryPiece({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_BSP_SCHEDULE_DELAY: '100',
  });
});

after(async () => {
  await outlay?.[Symbol.asyncDispose]();
  await receiver?.stop();
});

/**
 * Every step from an overspending mutation to the alert's push: the piece, the step, and the step that it
 * goes on from. Numbers are OTLP's kinds: 2 server, 3 client, 4 producer, 5 consumer.
 */
const steps: readonly Step[] = [
  ['request', 'gateway', 2, 'mutation AddExpense', 'client'],
  ['asked', 'gateway', 3, 'fetch ledger', 'request'],
  ['posted', 'ledger', 2, 'mutation addExpense', 'asked'],
  ['appended', 'ledger', 4, 'append ledger.transaction-posted', 'posted'],
  ['counted', 'reporting', 5, 'apply ledger.transaction-posted', 'posted'],
  ['crossed', 'reporting', 4, 'append reporting.budget-crossed', 'counted'],
  ['alerted', 'notification', 5, 'apply reporting.budget-crossed', 'counted'],
  ['told', 'notification', 4, 'append notification.alert-raised', 'alerted'],
  ['delivered', 'notification', 5, 'process notification.console', 'alerted'],
  ['pushed', 'notification', 4, 'push overspendAlerts', 'alerted'],
  ['joined', 'gateway', 4, 'push', 'pushed'],
  ['join', 'gateway', 3, 'fetch ledger', 'joined'],
  ['found', 'ledger', 2, 'query _entities', 'join'],
];

type Step = [step: string, piece: string, kind: number, name: string, parent: string];

test('from the mutation through the log to the alert’s push, one trace: the client’s', async () => {
  const person = await canaryPerson(outlay.url);
  const places = await budgetOf(person, [100]);
  const alerts: unknown[] = [];
  const leave = person.client.subscribe(operations.overspendAlerts, {}, (alert) =>
    alerts.push(alert),
  );
  // Its start is a span of another trace.
  const watching = await eventually(() =>
    receiver.spans().find(({ name }) => name === 'subscription overspendAlerts'),
  );
  assert.notEqual(watching.traceId, traceId);

  await overspend(person, places, { traceparent: `00-${traceId}-${clientSpan}-01` });
  await eventually(() => alerts.length === 1);
  leave();
  await person.client.close();

  const found = await eventually(() => stepsIn(ofTrace()));
  for (const [step, piece, kind] of steps) {
    const span = found.get(step)!;
    assert.deepEqual([span.service, span.kind, span.failed], [piece, kind, false], step);
  }
  assert.deepEqual(found.get('request')?.attributes, {
    'http.request.method': 'POST',
    'http.route': '/graphql',
    'http.response.status_code': 200,
    'graphql.operation.type': 'mutation',
    'graphql.operation.name': 'AddExpense',
  });
});

test('the log lines of a trace name it', async () => {
  const line = outlay.gateway
    .printed()
    .split('\n')
    .find((each) => each.includes('"operation":"AddExpense"'));
  assert.equal((JSON.parse(line ?? '{}') as { trace_id?: string }).trace_id, traceId);
});

test('no span holds what a person wrote, a secret, a token or an id of a person or a book', async () => {
  await outlay.stop();
  const everything = receiver.bodies().join('');
  assert.ok(receiver.spans().length > steps.length);
  const secrets = ['a secret that only gateway', 'the same long master key', 'eyJ', 'postgres://'];
  assert.deepEqual(foundIn(everything, secrets), []);
  // Nothing like a row's id in any attribute; `service.instance.id` is of the process.
  const uuid = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/;
  const told = receiver
    .spans()
    .flatMap(({ name, attributes }) => [name, ...Object.values(attributes).map(String)]);
  assert.deepEqual(
    told.filter((text) => uuid.test(text)),
    [],
  );
});

const ofTrace = () => receiver.spans().filter((span) => span.traceId === traceId);

/** The span of every step, each below its parent's. Throws what is missing. */
function stepsIn(spans: readonly ReceivedSpan[]): Map<string, ReceivedSpan> {
  const found = new Map<string, ReceivedSpan>();
  for (const [step, , , name, parent] of steps) {
    const parentId = parent === 'client' ? clientSpan : found.get(parent)?.spanId;
    const span = spans.find((each) => each.name === name && each.parentSpanId === parentId);
    assert.ok(span, `no span of "${step}" (${name}) below ${parent}: ${listed(spans)}`);
    found.set(step, span);
  }
  return found;
}

function listed(spans: readonly ReceivedSpan[]): string {
  return spans
    .map(({ service, name, spanId, parentSpanId }) =>
      [service, name, spanId, '<-', parentSpanId].join(' '),
    )
    .join('\n');
}
