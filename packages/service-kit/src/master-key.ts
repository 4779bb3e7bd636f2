import type { Sealer } from '@outlay/identity/seal.ts';
import { ConfigError } from './config.ts';

/**
 * Opens what this database holds sealed, to find out whether `MASTER_KEY` is right. Throws a
 * {@link ConfigError} of one line when it isn't.
 */
export function openWithMasterKey(sealer: Sealer, sealed: string, context: string): string {
  try {
    return sealer.open(sealed, context);
  } catch (cause) {
    const message = 'MASTER_KEY is not the one that this database was encrypted with.';
    throw new ConfigError(message, { cause });
  }
}
