/** What a gateway that signs its requests shares with subgraphs. */
export const gatewaySecret = 'a secret that only this bench knows, long enough';

/** What a gateway is started over. */
export type Ground = {
  readonly supergraphSdl: string;
  /** Where each subgraph is, without a path. */
  readonly urls: Readonly<Record<string, string>>;
  /** The same subgraphs where they are asked on WebSockets that carry many operations. */
  readonly framedUrls: Readonly<Record<string, string>>;
  /** How many connections will ask. */
  readonly connections: number;
};

export type Started = {
  readonly url: string;
  /** The access token of each connection, where there are any. */
  readonly tokens: readonly string[];
};

export type StartSystem = (ground: Ground) => Promise<Started>;
