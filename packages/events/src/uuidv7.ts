import { randomFillSync } from 'node:crypto';

const bytesPerId = 10;
const maxCounter = 0xfff;

/**
 * Makes a generator of UUIDv7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then a 12-bit
 * counter in the place of rand_a (section 6.2, method 1), then 62 random bits.
 *
 * Ids of one generator only grow. The counter starts anew in each millisecond at a random value of
 * 11 bits, which leaves room for at least 2,048 more; when it overflows, or when the clock stands
 * still or goes back, the generator's own time runs ahead instead of an id repeating or sinking.
 */
export function createUuidv7(clock: () => number = Date.now): () => string {
  const pool = Buffer.alloc(bytesPerId * 256);
  const id = Buffer.alloc(16);
  let used = pool.length;
  let time = 0;
  let counter = 0;

  return () => {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const now = clock();
    counter += 1;
    if (now > time || counter > maxCounter) {
      time = Math.max(now, time + 1);
      counter = pool.readUInt16BE(used) & 0x7ff;
    }
    id.writeUIntBE(time, 0, 6);
    id.writeUInt16BE(0x7000 | counter, 6);
    pool.copy(id, 8, used + 2, used + bytesPerId);
    id.writeUInt8((id.readUInt8(8) & 0x3f) | 0x80, 8);
    used += bytesPerId;

    const hex = id.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
}

/** A new UUIDv7, later in order than every one this process made before it. */
export const uuidv7: () => string = createUuidv7();
