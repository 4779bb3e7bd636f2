import { runMigrations } from '@outlay/runtime/run-migrations.ts';
import { readDatabaseConfig } from './config.ts';
import { migrations } from './store/migrations.ts';

/** `npm run migrate -w @outlay/reporting`: brings reporting's database up to date. */
await runMigrations('reporting', readDatabaseConfig, migrations);
