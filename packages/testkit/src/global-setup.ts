import { shareTestPostgresUrl, testPostgresUrl } from './config.ts';
import type { TestPostgres } from './test-postgres.ts';
import { startTestPostgres } from './test-postgres.ts';

let own: TestPostgres | undefined;

/**
 * For `node --test --test-global-setup`: one PostgreSQL for all test files of a run. Does nothing
 * when the run was given one already. The files' processes inherit its URL in the environment.
 */
export async function globalSetup(): Promise<void> {
  if (testPostgresUrl()) return;
  own = await startTestPostgres();
  shareTestPostgresUrl(own.adminUrl);
}

export async function globalTeardown(): Promise<void> {
  await own?.stop();
}
