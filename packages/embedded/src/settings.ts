/**
 * The engine's settings, for a machine that has other things to do as well. Keys are PostgreSQL's
 * own (https://www.postgresql.org/docs/18/runtime-config.html).
 */
export function engineSettings(options: {
  port: number;
  durable: boolean;
  hbaFile: string;
  extra: Record<string, string>;
}): Record<string, string> {
  return {
    // Only this machine, only over TCP: a socket file would need a short path that all users reach.
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(options.port),
    hba_file: options.hbaFile,
    password_encryption: 'scram-sha-256',

    max_connections: '200',
    shared_buffers: '128MB',
    effective_cache_size: '512MB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    // Compiling pays off only for queries longer than any of ours.
    jit: 'off',
    random_page_cost: '1.1',

    synchronous_commit: options.durable ? 'on' : 'off',
    fsync: options.durable ? 'on' : 'off',
    full_page_writes: options.durable ? 'on' : 'off',
    min_wal_size: '80MB',
    // Bounds the disk used and the time a start after a crash takes to replay it.
    max_wal_size: '1GB',
    checkpoint_timeout: '5min',

    timezone: 'UTC',
    log_timezone: 'UTC',
    datestyle: 'ISO, YMD',
    default_text_search_config: 'pg_catalog.simple',
    // A client that vanished must not hold its locks for hours.
    client_connection_check_interval: '5s',
    idle_in_transaction_session_timeout: '60s',

    logging_collector: 'on',
    log_directory: 'log',
    log_filename: 'postgresql-%a.log',
    log_file_mode: '0600',
    log_rotation_age: '1d',
    log_rotation_size: '0',
    log_truncate_on_rotation: 'on',
    log_line_prefix: '%m [%p] %q%d ',
    log_checkpoints: 'off',
    // Statements and row values hold people's spending; the log gets neither.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...options.extra,
  };
}

/** The text of a postgresql.conf; a quote or backslash in a value is doubled. */
export function settingsFile(settings: Record<string, string>): string {
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} = '${value.replaceAll(/['\\]/g, '$&$&')}'`,
  );
  return `# Written at every start; changes made here are lost.\n${lines.join('\n')}\n`;
}

export const accessFile = 'host all all 127.0.0.1/32 scram-sha-256\n';
