import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';

/** Bits of an IPv6 address that name a network; whoever has one has all of its 2^64 addresses. */
const networkBits = 64;

const known = new LRUCache<string, string>({ max: 1_000 });

/**
 * What a client address is counted as: an IPv4 address by itself, also when it comes written as IPv6, and
 * an IPv6 address by its network. What is no address is counted as it is.
 */
export function clientNetwork(address: string): string {
  // Whoever asks at all asks several times in a row.
  let network = known.get(address);
  if (network === undefined) {
    network = networkOf(address);
    known.set(address, network);
  }
  return network;
}

function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const bytes = parsed.toByteArray().fill(0, networkBits / 8);
  return `${ipaddr.fromByteArray(bytes).toString()}/${networkBits}`;
}
