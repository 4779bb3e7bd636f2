import { runMigrations } from '@outlay/runtime/run-migrations.ts';
import { readMigrationConfig } from './config.ts';
import { migrations } from './store/migrations.ts';

/** `npm run migrate -w @outlay/user`: brings user's database up to date. */
await runMigrations('user', readMigrationConfig, migrations);
