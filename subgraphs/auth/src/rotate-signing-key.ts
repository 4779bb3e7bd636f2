import { Sealer } from '@outlay/identity/seal.ts';
import { openDatabase } from '@outlay/service-kit/database.ts';
import { runCommand } from '@outlay/service-kit/run-command.ts';
import { readRotationConfig } from './config.ts';
import { readSettings } from './settings.ts';
import { rotateSigningKey } from './store/signing-keys.ts';

/** `npm run rotate-signing-key -w @outlay/auth`: a new key takes over; nobody is signed out. */
await runCommand('auth-rotate-signing-key', readRotationConfig, async ({ config, keep }) => {
  const { keyPublishedAheadSeconds } = readSettings().sessions;
  const database = openDatabase(config.DATABASE_URL, { maxConnections: 1 });
  keep({ stop: database.close });
  const kid = await rotateSigningKey({
    sql: database.sql,
    sealer: new Sealer(config.MASTER_KEY),
    now: new Date(),
    publishedAheadSeconds: keyPublishedAheadSeconds,
  });
  process.stdout.write(`Key ${kid} signs in ${keyPublishedAheadSeconds} seconds.\n`);
});
