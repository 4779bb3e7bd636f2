import { readFileSync } from 'node:fs';
import { checkServerIdentity, type ConnectionOptions } from 'node:tls';
import postgres from 'postgres';
import { ConfigError } from './config.ts';
import { readableUrl } from './readable-url.ts';

/** libpq's ways to secure a connection: https://www.postgresql.org/docs/current/libpq-ssl.html */
const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
type SslMode = (typeof sslModes)[number];

/** Parameters of libpq that name files; the driver would send them to the server, which refuses them. */
const files = { sslrootcert: 'ca', sslcert: 'cert', sslkey: 'key' } as const;

/**
 * A postgres.js client for a URL with libpq's `sslmode`, `sslrootcert`, `sslcert` and `sslkey`, of which
 * the driver alone knows only the first. Throws {@link ConfigError} when a mode is unknown or a file
 * can't be read; connections are made when they are first needed.
 */
export function postgresClient<Types extends Record<string, postgres.PostgresType> = {}>(
  url: string,
  options: postgres.Options<Types> = {},
): ReturnType<typeof postgres<Types>> {
  const { href, ssl } = readPostgresUrl(url);
  return postgres<Types>(href, { ...options, ...(ssl !== undefined && { ssl }) });
}

/** Throws {@link ConfigError} for a URL that no connection can be made by, without repeating it. */
export function checkPostgresUrl(text: string): void {
  const url = /^postgres(ql)?:\/\//i.test(text) ? readableUrl(text) : null;
  if (!url?.hostname || url.pathname.length < 2) {
    throw new ConfigError('it must be a URL like postgres://user:password@host:5432/name');
  }
  readPostgresUrl(text);
}

type Security = false | 'allow' | 'prefer' | ConnectionOptions;

/** Parts a URL into what the driver understands and how to secure the connection, where the URL says so. */
export function readPostgresUrl(text: string): { href: string; ssl?: Security } {
  const url = new URL(text);
  const system = url.searchParams.get('sslrootcert') === 'system';
  const mode = url.searchParams.get('sslmode') ?? (system ? 'verify-full' : null);
  const given = Object.entries(files).flatMap(([parameter, option]) => {
    const file = url.searchParams.get(parameter);
    url.searchParams.delete(parameter);
    return file === null || file === 'system'
      ? []
      : [[option, contentOf(parameter, file)] as const];
  });
  url.searchParams.delete('sslmode');
  if (mode === null && given.length === 0) return { href: url.href };
  const ssl = securityOf(modeOf(mode ?? 'prefer'), Object.fromEntries(given), url.hostname);
  return { href: url.href, ssl };
}

function securityOf(
  mode: SslMode,
  given: { ca?: string; cert?: string; key?: string },
  host: string,
): Security {
  if (mode === 'disable') return false;
  // As libpq does it: with a root certificate, `require` means `verify-ca`.
  const verifies = mode.startsWith('verify') || (mode === 'require' && given.ca !== undefined);
  if (!verifies)
    return mode === 'require' ? { ...given, rejectUnauthorized: false } : (mode as 'allow');
  return {
    ...given,
    rejectUnauthorized: true,
    // For an address the driver gives TLS no name to check, so it is named here.
    checkServerIdentity: (_name, certificate) =>
      mode === 'verify-full' ? checkServerIdentity(host, certificate) : undefined,
  };
}

function modeOf(text: string): SslMode {
  const mode = sslModes.find((one) => one === text);
  if (!mode) throw new ConfigError(`sslmode must be one of ${sslModes.join(', ')}`);
  return mode;
}

function contentOf(parameter: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `${parameter} names a file that can't be read (${(error as NodeJS.ErrnoException).code})`,
    );
  }
}
