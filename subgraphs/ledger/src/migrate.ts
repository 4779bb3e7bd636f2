import { runMigrations } from '@outlay/runtime/run-migrations.ts';
import { readDatabaseConfig } from './config.ts';
import { migrations } from './store/migrations.ts';

/** `npm run migrate -w @outlay/ledger`: brings the ledger's database up to date. */
await runMigrations('ledger', readDatabaseConfig, migrations);
