import postgres from 'postgres';

/**
 * Creates the databases that aren't there yet. Safe to call again, and from several at once.
 * Throws a RangeError for a name that would need quoting.
 */
export async function ensureDatabases(adminUrl: string, names: string[]): Promise<void> {
  const invalid = names.find((name) => !/^[a-z][a-z0-9_]{0,62}$/.test(name));
  if (invalid !== undefined) throw new RangeError(`Not a plain database name: ${invalid}`);
  if (names.length === 0) return;
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    const rows = await sql<Array<{ datname: string }>>`select datname from pg_database`;
    const present = new Set(rows.map((row) => row.datname));
    for (const name of names.filter((name) => !present.has(name))) {
      await sql`create database ${sql(name)}`.catch((error) => {
        if (error.code !== duplicateDatabase) throw error;
      });
    }
  } finally {
    await sql.end();
  }
}

/** https://www.postgresql.org/docs/18/errcodes-appendix.html */
const duplicateDatabase = '42P04';
