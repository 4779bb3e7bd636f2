import kafkajs, { type Admin, type PartitionMetadata } from 'kafkajs';
import type { Logger } from 'pino';
import { UnsafeTopicError } from './errors.ts';

/** Whatever was derived from events can be built anew only as long as all of them are there. */
const kept = { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' };

/** A record batch of this size still passes. Ours are smaller unless a single event is that large. */
const maxMessageBytes = 8 * 1024 * 1024;

/** What lets a topic of so many copies outlive its brokers, and take every event. */
const durable = (copies: number): Record<string, string> => ({
  'max.message.bytes': `${maxMessageBytes}`,
  'min.insync.replicas': copies >= 3 ? '2' : '1',
  'unclean.leader.election.enable': 'false',
});

/** How a topic is made. */
export function topicSettings(copies: number): { name: string; value: string }[] {
  const settings = Object.entries({ ...kept, ...durable(copies) });
  return settings.map(([name, value]) => ({ name, value }));
}

/** The copies of a topic where nobody asks for a number: one per broker that is there, at most 3. */
export async function usualCopies(admin: Admin): Promise<number> {
  const { brokers } = await admin.describeCluster();
  return Math.min(3, brokers.length);
}

/**
 * Looks at a topic that somebody made: an operator, or we ourselves while brokers were missing. Throws an
 * {@link UnsafeTopicError} for one that deletes events, and for one that is less durable than the number of
 * copies that was asked for; where none was, the latter is a warning.
 */
export async function checkTopic(
  admin: Admin,
  { name, partitions }: { name: string; partitions: readonly PartitionMetadata[] },
  { asked, logger }: { asked: number | undefined; logger: Logger },
): Promise<void> {
  const settings = await settingsOf(admin, name);
  const losing = Object.entries(kept).filter(([name, value]) => settings[name] !== value);
  if (losing.length > 0) {
    throw new UnsafeTopicError(
      `The Kafka topic ${name} would lose events. If none are gone yet, repair it: ${altering(name, losing)}`,
    );
  }
  const wanted = asked ?? (await usualCopies(admin));
  const copies = Math.min(...partitions.map(({ replicas }) => replicas.length));
  const weak = Object.entries(durable(wanted)).filter(([name, value]) =>
    isWeaker(settings[name], value),
  );
  // In this order: with too few copies nothing could be appended once more of them had to confirm.
  const remedies = [
    ...(copies < wanted
      ? [`${copies} of ${wanted} copies are there, kafka-reassign-partitions.sh adds the others`]
      : []),
    ...(weak.length > 0 ? [altering(name, weak)] : []),
  ];
  if (remedies.length === 0) return;
  const message = `The Kafka topic ${name} may lose events when a broker fails, or take no large ones. Repair it: ${remedies.join('; then ')}`;
  if (asked !== undefined) throw new UnsafeTopicError(message);
  logger.warn(message);
}

/** Whether a setting falls short of ours. What a broker doesn't tell is taken for well. */
function isWeaker(has: string | undefined, ours: string): boolean {
  if (has === undefined) return false;
  return ours === 'false' ? has !== ours : Number(has) < Number(ours);
}

async function settingsOf(admin: Admin, name: string): Promise<Record<string, string>> {
  const configNames = topicSettings(1).map((setting) => setting.name);
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name, configNames }],
  });
  const entries = resources[0]?.configEntries ?? [];
  return Object.fromEntries(entries.map((entry) => [entry.configName, entry.configValue]));
}

function altering(name: string, settings: readonly [name: string, value: string][]): string {
  const list = settings.map((setting) => setting.join('=')).join(',');
  return `kafka-configs.sh --alter --entity-type topics --entity-name ${name} --add-config ${list}`;
}
