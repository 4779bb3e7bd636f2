import { Counter, Gauge, Histogram } from 'prom-client';
import type { PartitionLag } from './progress.ts';
import type { RelayStats } from './relay.ts';
import { createSources } from './scraped.ts';

/** The consumers of this process; several groups, and several members of one, share the metrics. */
export type WatchedConsumer = {
  readonly group: string;
  readonly lag: () => Promise<readonly PartitionLag[]>;
  /** How many dead letters the group has. */
  readonly deadLetters: () => Promise<number>;
};

/** The outboxes of this process. */
export type WatchedRelay = {
  readonly piece: string;
  readonly stats: () => RelayStats;
  readonly outbox: () => Promise<{ readonly rows: number; readonly ageSeconds: number }>;
};

const consumers = createSources<WatchedConsumer>();
const relays = createSources<WatchedRelay>();

/** Shows a consumer in the metrics until the function that is returned is called. */
export const watchConsumer = consumers.add;
/** Shows a relay and its outbox in the metrics until the function that is returned is called. */
export const watchRelay = relays.add;

export const consumed = new Counter({
  name: 'outlay_event_log_consumed_total',
  help: 'Events whose effect a consumer of this process committed.',
  labelNames: ['group', 'topic'] as const,
});

export const applySeconds = new Histogram({
  name: 'outlay_event_log_apply_seconds',
  help: 'How long the transaction of a batch of events took, by how it ended.',
  labelNames: ['group', 'outcome'] as const,
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

export const appended = new Counter({
  name: 'outlay_outbox_appended_total',
  help: 'Events that the log confirmed to the relay of an outbox.',
  labelNames: ['piece'] as const,
});

export const relayFailures = new Counter({
  name: 'outlay_outbox_failures_total',
  help: 'Failures of a relay to reach its database or the log.',
  labelNames: ['piece'] as const,
});

/** A partition whose end or position can't be had is left out, and not told as it was before. */
export const lagRecords = new Gauge({
  name: 'outlay_event_log_consumer_lag_records',
  help: 'Records of the log that a group has not consumed yet.',
  labelNames: ['group', 'topic', 'partition'] as const,
  async collect() {
    this.reset();
    for (const [{ group }, lags] of await consumers.ask('lag', (one) => one.lag())) {
      for (const { topic, partition, behind } of lags) {
        this.set({ group, topic, partition }, Number(behind));
      }
    }
  },
});

/** Not the lag below zero: an alert has to tell them apart. */
export const lostRecords = new Gauge({
  name: 'outlay_event_log_lost_records',
  help: 'Records that a group has consumed and that the log lacks: it is another log, or not all of it.',
  labelNames: ['group', 'topic', 'partition'] as const,
  async collect() {
    this.reset();
    for (const [{ group }, lags] of await consumers.ask('lost', (one) => one.lag())) {
      for (const { topic, partition, lost } of lags) {
        this.set({ group, topic, partition }, Number(lost));
      }
    }
  },
});

export const deadLetters = new Gauge({
  name: 'outlay_event_log_dead_letters',
  help: 'Events that a group could not apply and moved past.',
  labelNames: ['group'] as const,
  async collect() {
    this.reset();
    for (const [{ group }, count] of await consumers.ask('dead letters', (one) =>
      one.deadLetters(),
    )) {
      this.set({ group }, count);
    }
  },
});

export const outboxRows = new Gauge({
  name: 'outlay_outbox_rows',
  help: 'Events that wait in an outbox; more than 100,000 are told as 100,000.',
  labelNames: ['piece'] as const,
  async collect() {
    this.reset();
    for (const [{ piece }, { rows }] of await relays.ask('rows', (one) => one.outbox())) {
      this.set({ piece }, rows);
    }
  },
});

export const outboxAgeSeconds = new Gauge({
  name: 'outlay_outbox_age_seconds',
  help: 'How long the oldest event in an outbox has waited; 0 when there is none.',
  labelNames: ['piece'] as const,
  async collect() {
    this.reset();
    for (const [{ piece }, { ageSeconds }] of await relays.ask('age', (one) => one.outbox())) {
      this.set({ piece }, ageSeconds);
    }
  },
});

const relayStates = ['connecting', 'standby', 'active', 'stopped'] as const;

export const relayState = new Gauge({
  name: 'outlay_outbox_relay_state',
  help: '1 for the state that the relay of this process is in. One per outbox is active.',
  labelNames: ['piece', 'state'] as const,
  collect() {
    this.reset();
    for (const { piece, stats } of relays.all()) {
      for (const state of relayStates) {
        this.set({ piece, state }, stats().state === state ? 1 : 0);
      }
    }
  },
});
