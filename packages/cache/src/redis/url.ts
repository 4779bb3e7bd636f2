import { CacheUrlError } from '../errors.ts';

export type RedisPlace = {
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  /** Whether the nodes are a Redis Cluster. */
  readonly cluster: boolean;
  readonly tls: boolean;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly database: number;
  /** What every key and channel starts with, so that several Outlays can share a Redis. */
  readonly prefix: string;
};

const form =
  'redis://[user:password@]host[:port][,host[:port]…][/database][?cluster=true&prefix=outlay]';
const shape = /^(rediss?):\/\/(?:([^@/?#]*)@)?([^@/?#]+)(?:\/(\d*))?(?:\?([^#]*))?$/i;
const defaultPort = 6379;

/**
 * Reads the URL of a Redis: `redis://` or, with TLS, `rediss://`; several hosts, or `cluster=true`, mean a
 * Redis Cluster. Throws {@link CacheUrlError}.
 */
export function parseRedisUrl(url: string): RedisPlace {
  const parts = shape.exec(url);
  if (!parts) throw new CacheUrlError(`a Redis is named as ${form}`);
  const [, scheme = '', user = '', hosts = '', database = '', query = ''] = parts;
  const nodes = hosts.split(',').map(nodeOf);
  const { cluster, prefix } = parametersOf(query);
  const place = {
    nodes,
    cluster: cluster ?? nodes.length > 1,
    tls: scheme.toLowerCase() === 'rediss',
    ...credentialsOf(user),
    database: Number(database),
    prefix,
  };
  if (nodes.length > 1 && !place.cluster) {
    throw new CacheUrlError('several hosts are a Redis Cluster; leave out cluster=false');
  }
  if (place.cluster && place.database !== 0) {
    throw new CacheUrlError('a Redis Cluster has no databases but 0; leave out the path');
  }
  return place;
}

function nodeOf(text: string): RedisPlace['nodes'][number] {
  const [, host = '', port] = /^(\[[\da-f:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/i.exec(text.trim()) ?? [];
  if (host === '' || Number(port ?? 0) > 65_535) {
    throw new CacheUrlError(`a host has no address or a wrong port; a Redis is named as ${form}`);
  }
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port ?? defaultPort) };
}

function credentialsOf(user: string): Pick<RedisPlace, 'username' | 'password'> {
  const colon = user.indexOf(':');
  const [name, password] = colon < 0 ? [user, ''] : [user.slice(0, colon), user.slice(colon + 1)];
  try {
    return {
      username: decodeURIComponent(name) || undefined,
      password: decodeURIComponent(password) || undefined,
    };
  } catch {
    throw new CacheUrlError('the user or password has a % that encodes nothing; write it as %25');
  }
}

function parametersOf(query: string): { cluster: boolean | undefined; prefix: string } {
  const { cluster, prefix = 'outlay', ...others } = Object.fromEntries(new URLSearchParams(query));
  const [other] = Object.keys(others);
  if (other !== undefined) throw new CacheUrlError(`it has no parameter "${other}"`);
  if (cluster !== undefined && cluster !== 'true' && cluster !== 'false') {
    throw new CacheUrlError('the parameter cluster is true or false');
  }
  // Braces would take the place of those that keep what belongs to one key on one node.
  if (!/^[\w.:/-]{1,64}$/.test(prefix)) {
    throw new CacheUrlError('the parameter prefix is up to 64 letters, digits and . : / - _');
  }
  return { cluster: cluster === undefined ? undefined : cluster === 'true', prefix };
}
