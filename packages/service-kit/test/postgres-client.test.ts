import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startTestPostgres, type TestPostgres } from '@outlay/testkit/test-postgres.ts';
import { openWay } from '@outlay/testkit/vanishing-way.ts';
import { generate } from 'selfsigned';
import { ConfigError } from '../src/config.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { bounded } from '../src/connection-bounds.ts';
import { postgresClient, readPostgresUrl } from '../src/postgres-client.ts';
import { steadyClient } from '../src/steady-client.ts';

let engine: TestPostgres;
let folder: string;
let ca: string;
let otherCa: string;

before(async () => {
  engine = await startTestPostgres();
  folder = await mkdtemp(join(tmpdir(), 'outlay-tls-'));
  const [own, other] = [await certificateFor('localhost'), await certificateFor('localhost')];
  ca = join(folder, 'ca.pem');
  otherCa = join(folder, 'other.pem');
  await writeFile(ca, own.cert);
  await writeFile(otherCa, other.cert);
  await switchTlsOn(own.cert, own.private);
});

after(async () => {
  await engine.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Signed by itself, and good for that name alone. */
function certificateFor(name: string) {
  const extensions = [
    { name: 'subjectAltName' as const, altNames: [{ type: 2 as const, value: name }] },
  ];
  return generate([{ name: 'commonName', value: name }], { keySize: 2048, extensions });
}

/** The server takes a key only from a file of its own user, so it writes the file itself. */
async function switchTlsOn(certificate: string, key: string): Promise<void> {
  const sql = postgresClient(engine.adminUrl, { max: 1, onnotice: () => {} });
  for (const [file, text] of Object.entries({ 'server.crt': certificate, 'server.key': key })) {
    await sql`CREATE TEMP TABLE lines (place serial, line text)`;
    for (const line of text.trim().split(/\r?\n/)) {
      await sql`INSERT INTO lines (line) VALUES (${line})`;
    }
    await sql.unsafe(
      `COPY (SELECT line FROM lines ORDER BY place) TO PROGRAM 'umask 077 && cat > ${file}'`,
    );
    await sql`DROP TABLE lines`;
  }
  await sql`ALTER SYSTEM SET ssl = on`;
  await sql`SELECT pg_reload_conf()`;
  await sql.end();
}

function urlWith(parameters: Record<string, string>, host?: string): string {
  const url = new URL(engine.adminUrl);
  if (host) url.hostname = host;
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** Whether a new connection is encrypted. */
async function encrypted(parameters: Record<string, string>, host?: string): Promise<boolean> {
  const sql = postgresClient(urlWith(parameters, host), {
    max: 1,
    ...bounded({ application_name: 'tls' }),
  });
  try {
    const [row] = await sql`SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`;
    return row?.['ssl'] as boolean;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

test('sslmode decides whether a connection is encrypted, as libpq has it', async () => {
  assert.equal(await encrypted({}), false);
  assert.equal(await encrypted({ sslmode: 'disable' }), false);
  assert.equal(await encrypted({ sslmode: 'prefer' }), true);
  assert.equal(await encrypted({ sslmode: 'require' }), true);
});

test('verify-full takes the right certificate for the right name, and no other', async () => {
  const full = { sslmode: 'verify-full', sslrootcert: ca };
  assert.equal(await encrypted(full, 'localhost'), true);
  // The certificate is for a name; by address it is somebody else's.
  await assert.rejects(encrypted(full, '127.0.0.1'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  await assert.rejects(encrypted({ ...full, sslrootcert: otherCa }, 'localhost'), /certificate/);
  await assert.rejects(encrypted({ sslmode: 'verify-full' }, 'localhost'), /self-signed/);
});

test('verify-full without a root certificate believes whom Node is told to believe', () => {
  const client = new URL('../src/postgres-client.ts', import.meta.url).href;
  const url = urlWith({ sslmode: 'verify-full' }, 'localhost');
  const script = `
    const { postgresClient } = await import(${JSON.stringify(client)});
    const sql = postgresClient(${JSON.stringify(url)}, { max: 1, connect_timeout: 5 });
    await sql\`SELECT 1\`;
    await sql.end();`;
  const statusWith = (NODE_EXTRA_CA_CERTS: string) =>
    spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      env: { NODE_EXTRA_CA_CERTS },
    }).status;
  assert.equal(statusWith(ca), 0);
  assert.equal(statusWith(otherCa), 1);
});

test('verify-ca, and require with a root certificate, look at who signed and not at the name', async () => {
  for (const sslmode of ['verify-ca', 'require']) {
    assert.equal(await encrypted({ sslmode, sslrootcert: ca }, '127.0.0.1'), true);
    await assert.rejects(encrypted({ sslmode, sslrootcert: otherCa }, '127.0.0.1'), /certificate/);
  }
});

test('under TLS too, large answers pass, and a connection that vanishes is given up', async () => {
  await using way = await openWay(urlWith({ sslmode: 'require' }));
  const bounds = bounded({ application_name: 'tls' }, { statementMs: 300, marginMs: 200 });
  const sql = steadyClient((steady) => postgresClient(way.url, { max: 1, ...bounds, ...steady }));
  const large = async () => (await sql`SELECT repeat('x', 5000000) AS text`)[0]!['text'] as string;
  assert.equal((await large()).length, 5_000_000);
  const [row] = await sql`SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`;
  assert.deepEqual(row, { ssl: true });
  way.vanish();
  // Who notices first is a matter of the moment: the driver, or what watches the socket.
  await assert.rejects(sql`SELECT 1`, /CONNECTION_CLOSED|SilentError/);
  await eventually(async () => {
    const text = await large().catch(() => '');
    return text.length === 5_000_000;
  });
  await sql.end({ timeout: 1 });
});

test('a mode or a file that can’t be is refused before anything is connected', () => {
  const refused = (parameters: Record<string, string>) => () =>
    readPostgresUrl(urlWith(parameters));
  assert.throws(refused({ sslmode: 'sometimes' }), ConfigError);
  assert.throws(
    refused({ sslrootcert: join(folder, 'none.pem') }),
    /^ConfigError: sslrootcert .*ENOENT/,
  );
});
