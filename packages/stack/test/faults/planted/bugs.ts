import type { Rule } from '../../audit/rules.ts';
import type { SubgraphName } from '../cluster/pieces.ts';
import type { Wanted } from '../schedule.ts';

/** A text of a source file, from the repository's root, and what stands there instead. */
export type Change = { readonly file: string; readonly from: string; readonly to: string };

/** A bug that somebody might write, what brings it to light, and the promises that it breaks. */
export type Bug = {
  readonly name: string;
  readonly in: SubgraphName;
  readonly changes: readonly Change[];
  readonly faults: readonly Wanted[];
  /** How long people insist on answers in the end, where a machine that is merely busy must not be blamed. */
  readonly insistMs?: number;
  /** The audit must find at least one of them broken. */
  readonly breaks: readonly Rule[];
};

const relay = 'packages/event-log/src/relay.ts';
const consumer = 'packages/event-log/src/consumer.ts';
const selection = 'packages/event-log/src/selection.ts';

const deleted =
  'await sql`DELETE FROM outbox WHERE id = ANY(${arrayLiteral(rows.map((row) => row.id))}::bigint[])`;';
const appendedThenDeleted = `if (!(await appendUntilKept(rows.map(toWire), signal))) return;
      ${deleted}`;

export const bugs: readonly Bug[] = [
  {
    name: 'an effect, with the event that tells of it, is committed before the position',
    in: 'reporting',
    changes: [
      {
        file: 'subgraphs/reporting/src/service.ts',
        from: 'apply: (tx, events) => apply(tx, events, now()),',
        to: 'apply: (_tx, events) => sql.begin((own) => apply(own, events, now())),',
      },
    ],
    faults: [
      { at: 0, kind: 'commits are not confirmed', target: 'reporting → postgres', strikes: 10 },
    ],
    breaks: ['aggregates equal a rebuild'],
  },
  {
    name: 'a position is committed without the effect',
    in: 'reporting',
    changes: [
      {
        file: consumer,
        from: 'const wanted = await lockPosition(tx, group, assignment);',
        to: 'const wanted = await sql.begin((own) => lockPosition(own, group, assignment));',
      },
      {
        file: consumer,
        from: `if (events.length > 0) await options.apply(tx, carry(events));
    await advance(
      tx,
      group,
      { ...assignment, offset: (fresh.at(-1)?.offset ?? -1n) + 1n },
      sequences,
    );`,
        to: `await advance(
      sql,
      group,
      { ...assignment, offset: (fresh.at(-1)?.offset ?? -1n) + 1n },
      sequences,
    );
    if (events.length > 0) await options.apply(tx, carry(events));`,
      },
    ],
    faults: [
      { at: 0, kind: 'transactions are broken off', target: 'reporting → postgres', strikes: 30 },
    ],
    breaks: ['aggregates equal a rebuild'],
  },
  {
    name: 'what comes twice is applied twice',
    in: 'reporting',
    changes: [{ file: selection, from: 'if (found <= after) continue;', to: '' }],
    faults: [{ at: 2, kind: 'events come twice', target: 'ledger' }],
    breaks: ['aggregates equal a rebuild'],
  },
  {
    name: 'a reversal takes nothing back from the aggregates',
    in: 'reporting',
    changes: [
      {
        file: 'subgraphs/reporting/src/domain/aggregate.ts',
        from: "const sign = type === 'ledger.transaction-reversed' ? -1 : 1;",
        to: "if (type === 'ledger.transaction-reversed') return [];\n  const sign: number = 1;",
      },
    ],
    faults: [],
    breaks: ['aggregates equal a rebuild'],
  },
  {
    name: 'an outage is taken for a poisonous event',
    in: 'reporting',
    changes: [
      {
        file: consumer,
        from: `if (isInfrastructureError(error)) throw error;
        if (tries >= maxTries || error instanceof EventContractError) {`,
        to: 'if (isInfrastructureError(error) || error instanceof EventContractError) {',
      },
    ],
    faults: [
      { at: 0, kind: 'transactions are broken off', target: 'reporting → postgres', strikes: 10 },
    ],
    breaks: ['there are no dead letters'],
  },
  {
    name: 'the outbox is emptied before the log has confirmed',
    in: 'ledger',
    changes: [
      {
        file: relay,
        from: appendedThenDeleted,
        to: `${deleted}
      if (!(await appendUntilKept(rows.map(toWire), signal))) return;`,
      },
    ],
    faults: [
      {
        at: 0,
        kind: 'link is down',
        target: 'pieces → kafka',
        lasts: 4,
        meanwhile: [{ at: 3, kind: 'kill -9 of both', target: 'ledger' }],
      },
    ],
    breaks: ['every event is in the log, in order'],
  },
  {
    name: 'the outbox is read on from the last id, without a fence',
    in: 'auth',
    changes: [
      {
        file: relay,
        from: `FROM outbox ORDER BY id LIMIT \${batchSize}\`;`,
        to: `FROM outbox
      WHERE id > \${Reflect.get(globalThis, 'last') ?? 0} ORDER BY id LIMIT \${batchSize}\`;
    if (rows.length > 0) Reflect.set(globalThis, 'last', rows.at(-1)?.id);`,
      },
    ],
    faults: [{ at: 0, kind: 'slow link', target: 'auth → postgres', lasts: 8, strikes: 800 }],
    breaks: ['an outbox is empty'],
  },
  {
    name: 'a request that is sent again is a new one',
    in: 'ledger',
    changes: [
      {
        file: 'subgraphs/ledger/src/graphql/record.ts',
        from: '.post({ bookId, key, hash, traceparent, ...decision })',
        to: '.post({ bookId, key: `${key}/${Math.random()}`, hash, traceparent, ...decision })',
      },
    ],
    faults: [{ at: 1, kind: 'replies are lost', target: 'gateway → ledger', lasts: 2 }],
    breaks: ['no write is doubled'],
  },
  {
    name: 'nothing is answered after an outage',
    in: 'ledger',
    changes: [
      {
        file: 'subgraphs/ledger/src/store/poster.ts',
        from: 'const outcomes = await postAll(sql, writes);',
        to: `if (Reflect.get(globalThis, 'broken')) throw new Error('the database was away once');
        const outcomes = await postAll(sql, writes);`,
      },
      {
        file: 'subgraphs/ledger/src/store/poster.ts',
        from: 'const again = isInfrastructureError(error)',
        to: `if (isInfrastructureError(error)) Reflect.set(globalThis, 'broken', true);
        const again = isInfrastructureError(error)`,
      },
    ],
    faults: [{ at: 1, kind: 'link is down', target: 'ledger → postgres', lasts: 4 }],
    insistMs: 20_000,
    breaks: ['everybody is served again after every fault'],
  },
  {
    name: 'a write is answered before PostgreSQL keeps it',
    in: 'ledger',
    changes: [
      {
        file: 'subgraphs/ledger/src/store/poster.ts',
        from: 'const planning = {',
        to: "const planning = {\n  synchronous_commit: 'off',",
      },
    ],
    // Hardly anybody else commits anything meanwhile: that brings the ledger's commits to the disk as well.
    faults: [
      {
        at: 0,
        kind: 'black hole',
        target: 'pieces → kafka',
        lasts: 8,
        meanwhile: [2, 5, 8].map((at) => ({
          at,
          kind: 'postgres stops at once',
          target: 'postgres',
          once: 'written' as const,
        })),
      },
    ],
    breaks: ['no acknowledged write is lost'],
  },
  {
    name: 'a stream begins live, whatever its cursor says',
    in: 'notification',
    changes: [
      {
        file: 'subgraphs/notification/src/graphql/Subscription/overspendAlerts.ts',
        from: 'return sequence ?? last;',
        to: 'return last;',
      },
    ],
    // Alerts are raised all the while.
    faults: [{ at: 1, kind: 'link is down', target: 'gateway → notification', lasts: 4 }],
    breaks: ['every alert is streamed once and in order'],
  },
  {
    name: 'a delivery is recorded as made before it is',
    in: 'notification',
    changes: [
      {
        file: 'subgraphs/notification/src/jobs/deliver.ts',
        from: 'await channel.send(message, AbortSignal.timeout(rules.sendTimeoutMs));',
        // A channel that takes its time, as mail does: only what strikes meanwhile brings it to light.
        to: `await deliveries.sent(delivery);
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      await channel.send(message, AbortSignal.timeout(rules.sendTimeoutMs));`,
      },
    ],
    // Only while alerts flow is there a delivery to be caught in the middle of.
    faults: [1, 2, 3].map((at) => ({
      at,
      kind: 'kill -9 of both',
      target: 'notification',
      once: 'served' as const,
    })),
    breaks: ['every delivery is made'],
  },
  {
    name: 'a delivery is made without being claimed',
    in: 'notification',
    changes: [
      {
        file: 'subgraphs/notification/src/store/deliveries.ts',
        from: "AND state = 'PENDING' AND next_attempt_at <= now()\n          RETURNING attempts",
        to: 'RETURNING attempts',
      },
    ],
    faults: [{ at: 2, kind: 'deliveries are queued again', target: 'notification' }],
    breaks: ['no delivery is made twice'],
  },
  {
    name: 'a delivery is marked as queued before the queue has it',
    in: 'notification',
    changes: [
      {
        file: 'subgraphs/notification/src/store/handing-over.ts',
        from: 'await enqueue(pending);',
        to: 'enqueue(pending).catch(() => {});',
      },
    ],
    faults: [{ at: 0, kind: 'link is down', target: 'notification → rabbitmq', lasts: 6 }],
    breaks: ['every delivery is made'],
  },
];

/** Throws a RangeError when there is none of that name. */
export function bugNamed(name: string): Bug {
  const bug = bugs.find((one) => one.name === name);
  if (!bug) throw new RangeError(`No bug is called ${name}`);
  return bug;
}
