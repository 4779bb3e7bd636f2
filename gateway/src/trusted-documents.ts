import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const committed = new URL('../../schema/operations.json', import.meta.url);
const registered = z.record(z.string().regex(/^[0-9a-f]{64}$/), z.string().min(1));

/** Our own clients' documents by the SHA-256 of their text, as `npm run schema` registered them. */
export async function trustedDocuments(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(committed, 'utf8');
  return new Map(Object.entries(registered.parse(JSON.parse(text))));
}
