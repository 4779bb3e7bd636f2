import { auditAlerts, auditDeliveries } from './alerts.ts';
import { auditBalances, auditBook, auditRebuild, auditRecount } from './books.ts';
import { auditIdentities } from './identities.ts';
import { type Kept, type Violation, withDatabases, type Witness } from './kept.ts';
import { auditDeadLetters, auditLog } from './log.ts';

/**
 * Holds everything that is kept of some people's books against what they know. It looks at nothing else,
 * so it can be asked about some while others are at work. Gives every promise that was not kept.
 */
export function audit(kept: Kept, witnesses: readonly Witness[]): Promise<Violation[]> {
  const books = witnesses.map(({ bookId }) => bookId);
  return withDatabases(kept, async (databases) => {
    return [
      ...(await Promise.all(witnesses.map((witness) => auditBook(databases, witness)))).flat(),
      ...(await Promise.all(witnesses.map((witness) => auditAlerts(databases, witness)))).flat(),
      ...(await auditIdentities(databases, books)),
      ...(await auditBalances(databases, books)),
      ...(await auditDeliveries(databases, books)),
      ...(await auditLog(kept, databases, books)),
      ...(await auditDeadLetters(databases, books)),
      ...(await auditRecount(databases, books)),
      ...(await auditRebuild(kept, books)),
    ];
  });
}
