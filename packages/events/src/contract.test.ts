import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue } from './catalogue.ts';
import { encodeData, EventContractError, parseEvent } from './contract.ts';
import type { WireEvent } from './envelope.ts';
import { transactionPosted } from './ledger.ts';
import { uuidv7 } from './uuidv7.ts';

const leg = (amount: bigint) => ({
  accountId: uuidv7(),
  accountType: 'EXPENSE' as const,
  amount,
  currency: 'EUR',
});

const data = {
  transactionId: uuidv7(),
  bookId: uuidv7(),
  kind: 'EXPENSE' as const,
  date: '2026-02-28',
  description: 'Café "Zürich"',
  recordedAt: '2026-02-28T23:59:59.999Z',
  postings: [leg(9_007_199_254_740_993n), leg(-9_007_199_254_740_993n)],
};

const wire = (changes: Partial<WireEvent> = {}): WireEvent => ({
  id: uuidv7(),
  topic: 'ledger',
  type: transactionPosted.type,
  key: data.bookId,
  sequence: '12345678901234567890',
  occurredAt: '2026-02-28T23:59:59.999Z',
  data: encodeData(transactionPosted, data),
  ...changes,
});

test('what is written is read again exactly, beyond what a float holds', () => {
  const travelled = JSON.parse(JSON.stringify(wire())) as WireEvent;
  const event = parseEvent(transactionPosted, travelled);
  assert.deepEqual(event.data, data);
  assert.equal(event.sequence, 12345678901234567890n);
});

test('a reader ignores fields that a newer producer added', () => {
  const newer = wire({ data: { ...(wire().data as object), tags: ['new'] } });
  assert.deepEqual(parseEvent(transactionPosted, newer).data, data);
});

test('an event that breaks its contract is refused, by its envelope or its data', () => {
  const broken: [string, Partial<WireEvent>][] = [
    ['id', { id: '1' }],
    ['key', { key: 'book' }],
    ['sequence', { sequence: '0' }],
    ['negative sequence', { sequence: '-1' }],
    ['time', { occurredAt: '2026-02-28' }],
    ['type', { type: 'ledger.transaction-reversed' }],
    ['data', { data: { ...(wire().data as object), date: '2026-02-30' } }],
    ['no data', { data: undefined }],
  ];
  for (const [name, changes] of broken) {
    assert.throws(() => parseEvent(transactionPosted, wire(changes)), EventContractError, name);
  }
});

test('data is checked before it is written', () => {
  const lonely = { ...data, postings: [leg(1n)] };
  assert.throws(() => encodeData(transactionPosted, lonely), EventContractError);
});

test('every type of the catalogue is unique and named after its topic', () => {
  const types = catalogue.map((contract) => contract.type);
  assert.equal(new Set(types).size, types.length);
  for (const { topic, type } of catalogue) {
    assert.match(type, new RegExp(`^${topic}\\.[a-z]+(-[a-z]+)*$`));
  }
});
