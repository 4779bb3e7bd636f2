import { Sealer } from '@outlay/identity/seal.ts';
import { openDatabase } from '@outlay/service-kit/database.ts';
import { readRotationConfig } from './config.ts';
import { readSettings } from './settings.ts';
import { rotateSigningKey } from './store/signing-keys.ts';

/** `node subgraphs/auth/src/rotate-signing-key.ts`: a new key takes over; nobody is signed out. */
const config = readRotationConfig();
const { keyPublishedAheadSeconds } = readSettings().sessions;
const database = openDatabase(config.DATABASE_URL, { maxConnections: 1 });
try {
  const kid = await rotateSigningKey({
    sql: database.sql,
    sealer: new Sealer(config.MASTER_KEY),
    now: new Date(),
    publishedAheadSeconds: keyPublishedAheadSeconds,
  });
  process.stdout.write(`Key ${kid} signs in ${keyPublishedAheadSeconds} seconds.\n`);
} finally {
  await database.close();
}
