import type { SASLOptions } from 'kafkajs';
import { InvalidLogUrlError } from './errors.ts';

/** What a `kafka:` URL says. */
export type KafkaPlace = {
  /** Each `host:port`; any of them tells of the others. */
  readonly brokers: readonly string[];
  readonly ssl: boolean;
  readonly sasl?: SASLOptions;
  /** Copies of a topic that does not exist yet; by default as many as there are brokers, at most 3. */
  readonly replication?: number;
  /** Partitions of a topic that does not exist yet. */
  readonly partitions?: number;
  /** Stands before the names of topics and groups, so that several Outlays can share a cluster. */
  readonly prefix: string;
};

const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
const parameters = ['ssl', 'sasl', 'replication', 'partitions', 'prefix'];

/**
 * Reads `kafka://[user:password@]host[:port][,host[:port]…][?ssl=true&sasl=scram-sha-512&replication=3
 * &partitions=12&prefix=name.]`. The port is 9092 where there is none; user and password mean
 * scram-sha-512 where no mechanism is named. Throws an {@link InvalidLogUrlError} that names what is
 * wrong without repeating the URL, which may hold a password.
 */
export function parseKafkaUrl(url: string): KafkaPlace {
  // Several hosts are more than the URL class of the platform takes.
  const parts = /^kafka:\/\/(?:([^:@/?#]*):([^@/?#]*)@)?([^@/?#]+)\/?(?:\?([^#]*))?$/i.exec(url);
  if (!parts) {
    throw new InvalidLogUrlError('A Kafka URL is kafka://[user:password@]host:port[,host:port…]');
  }
  const [, user, password, hosts = '', query] = parts;
  const values = new URLSearchParams(query);
  for (const name of values.keys()) {
    if (parameters.includes(name)) continue;
    throw new InvalidLogUrlError(
      `The Kafka URL's parameter "${name}" is not one of: ${parameters.join(', ')}`,
    );
  }
  return {
    brokers: hosts.split(',').map(brokerAddress),
    ssl: switchOf(values, 'ssl'),
    ...saslOf(values.get('sasl'), user, password),
    ...numberOf(values, 'replication', 32_767),
    ...numberOf(values, 'partitions', 10_000),
    prefix: prefixOf(values.get('prefix') ?? ''),
  };
}

function brokerAddress(host: string): string {
  const [, name, port = '9092'] = /^([\w.-]+)(?::(\d{1,5}))?$/.exec(host) ?? [];
  if (!name || Number(port) > 65_535) {
    throw new InvalidLogUrlError('The Kafka URL names a host that is not host:port');
  }
  return `${name}:${port}`;
}

function saslOf(
  asked: string | null,
  user: string | undefined,
  password: string | undefined,
): { sasl?: SASLOptions } {
  if (asked === null && !user) return {};
  const mechanism = mechanisms.find((one) => one === (asked ?? 'scram-sha-512').toLowerCase());
  if (!mechanism) {
    throw new InvalidLogUrlError(`The Kafka URL's sasl is not one of: ${mechanisms.join(', ')}`);
  }
  if (!user || !password) {
    throw new InvalidLogUrlError('The Kafka URL names a sasl mechanism but no user and password');
  }
  const credentials = { username: decoded(user), password: decoded(password) };
  return { sasl: { mechanism, ...credentials } as SASLOptions };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InvalidLogUrlError("The Kafka URL's user or password has a % that is not %25");
  }
}

function switchOf(values: URLSearchParams, name: string): boolean {
  const value = values.get(name) ?? 'false';
  if (value === 'true' || value === 'false') return value === 'true';
  throw new InvalidLogUrlError(`The Kafka URL's ${name} is neither true nor false`);
}

function numberOf<Name extends string>(
  values: URLSearchParams,
  name: Name,
  max: number,
): { [key in Name]?: number } {
  const text = values.get(name);
  if (text === null) return {};
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= max) {
    return { [name]: value } as { [key in Name]?: number };
  }
  throw new InvalidLogUrlError(`The Kafka URL's ${name} is not a number from 1 to ${max}`);
}

/** The characters that Kafka takes in the name of a topic. */
function prefixOf(value: string): string {
  if (/^[\w.-]{0,100}$/.test(value)) return value;
  throw new InvalidLogUrlError("The Kafka URL's prefix has more than letters, digits, ., _ and -");
}
