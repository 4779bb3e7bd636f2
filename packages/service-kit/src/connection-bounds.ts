import { watchedSockets } from './watched-socket.ts';

/** Longer than anything that a service asks of its database takes. */
const statementMs = 30_000;

/** How much longer than a statement a server may take to say that it was too long. */
const marginMs = 5_000;

/** How soon each side's system notices that the other's machine has gone without a word. */
const keepAlive = {
  tcp_keepalives_idle: '5',
  tcp_keepalives_interval: '2',
  tcp_keepalives_count: '3',
  tcp_user_timeout: '15000',
};

export type Bounds = {
  /** How long a statement may take; `Infinity` for work that takes as long as it takes. */
  readonly statementMs?: number | undefined;
  readonly marginMs?: number;
};

/**
 * What bounds the connections of a pool at both ends, whatever the server's own settings are. A server that
 * is alive says something within `statementMs`, and one that doesn't has vanished: the connection is given
 * up, and the next query gets another. And of a client that has vanished the server lets go, with its
 * transaction and its locks: at once when it is at work, and after a minute when it waits in mid-transaction.
 * Where statements take as long as they take, silence says nothing; only the systems' own probes are left.
 *
 * To be spread into the options of a client; `settings` are PostgreSQL's for each connection.
 */
export function bounded(
  settings: { readonly application_name: string } & Record<string, string>,
  bounds: Bounds = {},
) {
  const longest = bounds.statementMs ?? statementMs;
  const watched = Number.isFinite(longest);
  return {
    // A lost database shows up as errors within seconds instead of hanging every request.
    connect_timeout: 5,
    keep_alive: 5,
    connection: {
      ...keepAlive,
      client_connection_check_interval: 5_000,
      idle_in_transaction_session_timeout: 60_000,
      ...(watched && { statement_timeout: longest }),
      ...settings,
    },
    ...(watched && { socket: watchedSockets(longest + (bounds.marginMs ?? marginMs)) }),
  };
}
