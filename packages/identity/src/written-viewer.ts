import { LRUCache } from 'lru-cache';
import { viewer, type Viewer } from './viewer.ts';

/**
 * A viewer as text that travels beside a request. A viewer's requests come one after the other, so both
 * ends remember what they wrote and read last.
 */
const writtenOf = new WeakMap<Viewer, string>();
const readFrom = new LRUCache<string, Viewer>({ max: 1_000 });

export function writeViewer(who: Viewer | null): string {
  const known = who && writtenOf.get(who);
  if (known) return known;
  const text = Buffer.from(JSON.stringify(who)).toString('base64url');
  if (who) writtenOf.set(who, text);
  return text;
}

/** Throws for what is no viewer. Who wrote it is for the caller to have checked. */
export function readViewer(text: string): Viewer | null {
  const known = readFrom.get(text);
  if (known) return known;
  const who = viewer.nullable().parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  if (who) readFrom.set(text, who);
  return who;
}
