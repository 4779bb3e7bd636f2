import type { Sealer } from '@outlay/identity/seal.ts';
import type { Sql } from 'postgres';
import { ConfigError } from './config.ts';

/** A text as a database holds it, and the context that it was sealed in. */
export type SealedText = { readonly sealed: string; readonly context: string };

type Proving = {
  /** A database that has {@link masterKeyProof}. */
  readonly sql: Sql<{ bigint: bigint }>;
  readonly sealer: Sealer;
  /** What a database holds sealed that has no proof yet: it was made before there were any. */
  readonly sealedBefore: () => Promise<SealedText | null>;
};

const proofContext = 'master_key_proof.sealed';

/**
 * Makes sure that `MASTER_KEY` is the one that a database is encrypted with, before anything is read or
 * written with it. The first start keeps a proof of its key; however many start at once, they keep one.
 * Throws a {@link ConfigError} of one line when it is another key.
 */
export async function proveMasterKey({ sql, sealer, sealedBefore }: Proving): Promise<void> {
  const kept = await keptProof(sql);
  const known = kept ?? (await sealedBefore());
  if (known) openWithMasterKey(sealer, known);
  if (kept) return;
  await sql`
    INSERT INTO master_key_proof (sealed) VALUES (${sealer.seal('proof', proofContext)})
    ON CONFLICT DO NOTHING`;
  // Another process may have been faster, with another key.
  openWithMasterKey(sealer, (await keptProof(sql))!);
}

/**
 * Opens what this database holds sealed. Throws a {@link ConfigError} of one line when `MASTER_KEY` doesn't
 * open it.
 */
export function openWithMasterKey(sealer: Sealer, { sealed, context }: SealedText): string {
  try {
    return sealer.open(sealed, context);
  } catch (cause) {
    const message = 'MASTER_KEY is not the one that this database was encrypted with.';
    throw new ConfigError(message, { cause });
  }
}

async function keptProof(sql: Proving['sql']): Promise<SealedText | null> {
  const [row] = await sql<{ sealed: string }[]>`SELECT sealed FROM master_key_proof`;
  return row ? { sealed: row.sealed, context: proofContext } : null;
}
