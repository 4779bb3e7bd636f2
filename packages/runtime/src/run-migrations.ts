import { migrateDatabase, type Migrations } from '@outlay/service-kit/migrations.ts';
import { runCommand } from '@outlay/service-kit/run-command.ts';
import type { SubgraphSettings } from './settings.ts';

/** Migrates a subgraph's database and ends; any number may be started at once, and while it is in use. */
export function runMigrations(
  subgraph: string,
  readConfig: () => Pick<SubgraphSettings, 'DATABASE_URL' | 'LOG_LEVEL'>,
  migrations: Migrations,
): Promise<void> {
  return runCommand(`${subgraph}-migrate`, readConfig, async ({ config, logger }) => {
    await migrateDatabase(config.DATABASE_URL, migrations);
    logger.info('the database is up to date');
  });
}
