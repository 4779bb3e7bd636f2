/**
 * An app as its own process, for tests that kill it: starts PostgreSQL with the options given as
 * JSON, prints one line of JSON about that, and then, when `rows` is set, writes rows for as long as
 * it lives and prints the number of each one once it is acknowledged.
 */
import postgres from 'postgres';
import type { PostgresOptions } from '../src/postgres-server.ts';
import { startPostgres } from '../src/postgres-server.ts';

const { rows, ...options } = JSON.parse(process.argv[2]!) as PostgresOptions & { rows?: boolean };
const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);
const log = (message: string) => void process.stderr.write(`${message}\n`);

try {
  const server = await startPostgres({ logger: { info: log, warn: log, error: log }, ...options });
  process.once('SIGTERM', () => void server.stop());
  say({ port: server.port, pid: server.pid, adminUrl: server.adminUrl });
  // The engine keeps no process alive, so stay until told to stop.
  const stay = setInterval(() => {}, 1000);
  void server.ended.then(() => clearInterval(stay));
  if (rows) await write(server.adminUrl);
} catch (error) {
  say({ code: (error as { code?: string }).code, message: (error as Error).message });
}

async function write(url: string): Promise<void> {
  const sql = postgres(url, { max: 4 });
  await sql`create table if not exists kept (id bigint primary key)`;
  const [last] = await sql`select coalesce(max(id), 0)::int as id from kept`;
  let id = last!['id'] as number;
  const writer = async () => {
    for (;;) {
      const mine = (id += 1);
      await sql`insert into kept values (${mine})`;
      say(mine);
    }
  };
  await Promise.all([writer(), writer(), writer()]);
}
