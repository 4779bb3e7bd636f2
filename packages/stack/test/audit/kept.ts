import type { EventLog } from '@outlay/event-log/port.ts';
import postgres from 'postgres';
import type { Participant } from '../people/participant.ts';
import type { Writer } from '../people/writer.ts';
import type { Rule } from './rules.ts';

/** What is kept at the end: the databases of the subgraphs and the log, whatever runs on them. */
export type Kept = {
  readonly databaseUrl: (subgraph: string) => string;
  readonly eventLog: EventLog;
};

/** What a person knows, whose book is to be held against it. */
export type Witness = Pick<Participant, 'bookId' | 'person'> & {
  readonly writer: Pick<Writer, 'acknowledged' | 'keys' | 'surprises' | 'unanswered'>;
} &
  /** Left out by those who watch nothing. */
  Partial<Pick<Participant, 'alerts' | 'changes'>>;

/** A promise that was not kept; `detail` says where, for a person to read. */
export type Violation = { readonly rule: Rule; readonly detail: string };

export type Databases = Readonly<Record<(typeof names)[number], postgres.Sql>>;

const names = ['auth', 'user', 'ledger', 'reporting', 'notification'] as const;

/** Lends the databases to some work. */
export async function withDatabases<Result>(
  { databaseUrl }: Kept,
  work: (databases: Databases) => Promise<Result>,
): Promise<Result> {
  const opened = names.map(
    (name) => [name, postgres(databaseUrl(name), { max: 2, connect_timeout: 120 })] as const,
  );
  try {
    return await work(Object.fromEntries(opened) as Databases);
  } finally {
    await Promise.all(opened.map(([, sql]) => sql.end()));
  }
}

const mostShown = 5;

/** A violation that lists what is wrong, or none when nothing is. */
export function unless(rule: Rule, wrong: readonly unknown[]): Violation[] {
  if (wrong.length === 0) return [];
  const shown = wrong.slice(0, mostShown).map((one) => JSON.stringify(one));
  const more = wrong.length > mostShown ? ` and ${wrong.length - mostShown} more` : '';
  return [{ rule, detail: `${shown.join(', ')}${more}` }];
}
