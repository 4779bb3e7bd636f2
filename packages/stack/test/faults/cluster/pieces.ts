import { environmentWithoutBudgets } from '@outlay/gateway/guards/without-budgets.ts';

/** The pieces of an Outlay that runs as several processes, in the order of the data's way. */
export const subgraphs = ['auth', 'user', 'ledger', 'reporting', 'notification'] as const;

export type SubgraphName = (typeof subgraphs)[number];
export type ServiceName = SubgraphName | 'gateway';

/** Every way between two pieces, or a piece and an engine, that can have a weather of its own. */
export const linkNames = [
  'clients → gateway',
  ...subgraphs.map((name) => `gateway → ${name}` as const),
  ...subgraphs.map((name) => `${name} → postgres` as const),
  'pieces → kafka',
  'pieces → redis',
  'notification → rabbitmq',
] as const;

export type LinkName = (typeof linkNames)[number];

const secrets = {
  GATEWAY_SECRET: 'a secret that only gateway and subgraphs know',
  MASTER_KEY: 'the same long master key for every one of them',
};

const common = { HOST: '127.0.0.1', LOG_LEVEL: 'info', ...secrets };

/** What a subgraph is told, its port aside. */
export function subgraphEnvironment(urls: {
  readonly database: string;
  readonly log: string;
}): Record<string, string> {
  return { ...common, DATABASE_URL: urls.database, EVENT_LOG_URL: urls.log };
}

/** What a gateway is told of the subgraphs behind these ports, which it reaches framed unless by HTTP. */
export function gatewayEnvironment(
  portOf: (subgraph: SubgraphName) => number,
  way: 'ws' | 'http' = 'ws',
): Record<string, string> {
  const url = (scheme: string, name: SubgraphName): string =>
    `${scheme}://127.0.0.1:${portOf(name)}`;
  return {
    ...common,
    ...Object.fromEntries(subgraphs.map((name) => [`${name.toUpperCase()}_URL`, url(way, name)])),
    JWKS_URL: `${url('http', 'auth')}/.well-known/jwks.json`,
    ...environmentWithoutBudgets,
  };
}
