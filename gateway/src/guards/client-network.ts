import ipaddr from 'ipaddr.js';

/** Bits of an IPv6 address that name a network; whoever has one has all of its 2^64 addresses. */
const networkBits = 64;

/**
 * What a client address is counted as: an IPv4 address by itself, also when it comes written as IPv6, and
 * an IPv6 address by its network. What is no address is counted as it is.
 */
export function clientNetwork(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const bytes = parsed.toByteArray().fill(0, networkBits / 8);
  return `${ipaddr.fromByteArray(bytes).toString()}/${networkBits}`;
}
