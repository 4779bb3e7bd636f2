import { runCommandWithin } from './command.ts';
import { shareTestPostgresUrl, testPostgresUrl } from './config.ts';
import { startTestPostgres } from './test-postgres.ts';

/** `node run-tests.ts <command> [arguments…]` runs the command with one PostgreSQL for all in it. */
await runCommandWithin(async () => {
  if (testPostgresUrl()) return [];
  const postgres = await startTestPostgres();
  shareTestPostgresUrl(postgres.adminUrl);
  return [postgres];
});
