import type { Assignment } from './port.ts';

export type GroupMember = { readonly memberId: string; readonly topics: readonly string[] };

/**
 * Deals partitions out among the members that subscribe to their topic: each goes to the one that has
 * the fewest so far. The same members get the same shares whoever deals.
 */
export function assignPartitions(
  members: readonly GroupMember[],
  partitions: readonly Assignment[],
): Map<string, Assignment[]> {
  const ids = members.map((member) => member.memberId).sort();
  const shares = new Map(ids.map((id) => [id, [] as Assignment[]]));
  const inOrder = partitions.toSorted(
    (one, other) => one.topic.localeCompare(other.topic) || one.partition - other.partition,
  );
  for (const partition of inOrder) {
    const takers = members.filter((member) => member.topics.includes(partition.topic));
    const candidates = ids
      .filter((id) => takers.some((taker) => taker.memberId === id))
      .map((id) => shares.get(id) ?? []);
    const fewest = Math.min(...candidates.map((share) => share.length));
    candidates.find((share) => share.length === fewest)?.push(partition);
  }
  return shares;
}
