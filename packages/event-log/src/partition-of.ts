/**
 * The partition of a key: FNV-1a (32 bits) over its UTF-8 bytes, modulo the number of partitions.
 * It must never change: a key's events would be split over two partitions and lose their order.
 * Source: https://www.rfc-editor.org/rfc/rfc9923 (The FNV Non-Cryptographic Hash Algorithm).
 */
export function partitionOf(key: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % partitions;
}
