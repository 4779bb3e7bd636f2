/** The text of a file, and the encoding that it was read by (a label of the WHATWG Encoding Standard). */
export type Decoded = { readonly text: string; readonly encoding: string };

/**
 * Decodes a statement's bytes. A byte order mark decides; without one, bytes with many zeros are UTF-16,
 * bytes that are valid UTF-8 are that, and anything else is windows-1252, which older banking software
 * writes. Null when `encoding` is not a known label, or the bytes are not of that encoding.
 */
export function decode(bytes: Uint8Array, encoding?: string | null): Decoded | null {
  const label = encoding ?? detectEncoding(bytes);
  try {
    const decoder = new TextDecoder(label, { fatal: true });
    return { text: decoder.decode(bytes), encoding: decoder.encoding };
  } catch {
    return null;
  }
}

function detectEncoding(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const start = bytes.subarray(0, 4096);
  const zeros = [0, 0];
  start.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  // Mostly-Latin text in UTF-16 has a zero in every other byte.
  if (Math.max(even, odd) > start.length / 8) return odd > even ? 'utf-16le' : 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}
