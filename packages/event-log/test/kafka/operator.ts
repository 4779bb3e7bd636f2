import kafkajs, { type Admin } from 'kafkajs';
import { parseKafkaUrl } from '../../src/kafka-url.ts';

/** What an operator has beside Outlay. */
export async function operator(
  url: string,
): Promise<AsyncDisposable & { admin: Admin; prefix: string }> {
  const { brokers, prefix } = parseKafkaUrl(url);
  const kafka = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  return {
    admin,
    prefix,
    [Symbol.asyncDispose]: () => admin.disconnect(),
  };
}

export async function settingsOf(admin: Admin, name: string): Promise<Record<string, string>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name }],
  });
  const entries = resources[0]?.configEntries ?? [];
  return Object.fromEntries(entries.map((entry) => [entry.configName, entry.configValue]));
}
