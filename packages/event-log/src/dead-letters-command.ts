import type { EventContract, EventOf } from '@outlay/events/contract.ts';
import { parseArgs } from 'node:util';
import type postgres from 'postgres';
import {
  countDeadLetters,
  discardDeadLetter,
  listDeadLetters,
  replayDeadLetter,
  type DeadLetter,
} from './dead-letters.ts';
import { nameOf } from './heads.ts';
import type { LogPosition } from './positions.ts';

export type DeadLettersOptions<
  Contract extends EventContract,
  Types extends Record<string, unknown> = {},
> = {
  /** What the operator typed behind the command's name. */
  readonly args: readonly string[];
  readonly write: (text: string) => void;
  readonly sql: postgres.Sql<Types>;
  readonly group: string;
  readonly contracts: readonly Contract[];
  /** The consumer's own effect. */
  readonly apply: (
    tx: postgres.TransactionSql<Types>,
    events: readonly EventOf<Contract>[],
  ) => Promise<void>;
  /** Told of what was applied, after commit. */
  readonly afterCommit?: (events: readonly EventOf<Contract>[]) => Promise<void>;
};

const usage = `Events that could not be applied, and were moved past:

  list [--limit 100]             one line each, the oldest first
  show <place>                   the event and why it failed, as JSON
  replay <place>… | --all        applies them again; those that fail stay
  discard <place>…               deletes them unapplied, for good

A place is what list shows first: topic/partition/offset.
`;

const none = 'There are no dead letters.\n';

/**
 * What an operator does about a group's dead letters. Gives the status to end with: 0; 1 when a letter is
 * not there or fails again; 2 for a command that isn't one.
 */
export async function deadLettersCommand<
  Contract extends EventContract,
  Types extends Record<string, unknown> = {},
>(options: DeadLettersOptions<Contract, Types>): Promise<number> {
  const { write, sql, group } = options;
  const asked = readCommand(options.args);
  switch (asked?.command) {
    case 'list':
      return list(options, asked.limit);
    case 'show': {
      const [letter] = await listDeadLetters(sql, group, { place: asked.place });
      if (!letter) return missing(options, asked.place);
      write(`${JSON.stringify(whole(letter), undefined, 2)}\n`);
      return 0;
    }
    case 'replay': {
      const places = asked.all
        ? await listDeadLetters(sql, group, { limit: await countDeadLetters(sql, group) })
        : asked.places;
      if (places.length === 0) write(none);
      return each(places, (place) => replay(options, place));
    }
    case 'discard':
      return each(asked.places, async (place) => {
        if (!(await discardDeadLetter(sql, group, place))) return missing(options, place);
        write(`${placeText(place)}  discarded\n`);
        return 0;
      });
    default:
      write(usage);
      return 2;
  }
}

type Command =
  | { command: 'list'; limit: number }
  | { command: 'replay'; places: LogPosition[]; all: boolean }
  | { command: 'show'; place: LogPosition }
  | { command: 'discard'; places: LogPosition[] };

function readCommand(args: readonly string[]): Command | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { all: { type: 'boolean', default: false }, limit: { type: 'string' } },
    });
    const [command, ...words] = positionals;
    const { all, limit } = values;
    const places = words.flatMap((word) => placeFrom(word) ?? []);
    if (places.length !== words.length) return undefined;
    if (limit !== undefined && (command !== 'list' || !/^[1-9]\d{0,8}$/.test(limit))) {
      return undefined;
    }
    if (all && command !== 'replay') return undefined;
    if (command === 'list') {
      return words.length === 0 ? { command, limit: Number(limit ?? 100) } : undefined;
    }
    if (command === 'show') {
      const [place, ...more] = places;
      return place && more.length === 0 ? { command, place } : undefined;
    }
    if (command === 'discard') return places.length > 0 ? { command, places } : undefined;
    if (command !== 'replay' || all === places.length > 0) return undefined;
    return { command, places, all };
  } catch {
    // An option that is none.
    return undefined;
  }
}

async function list(
  {
    write,
    sql,
    group,
  }: Pick<DeadLettersOptions<EventContract>, 'write' | 'group'> & {
    sql: postgres.ISql;
  },
  limit: number,
): Promise<number> {
  const letters = await listDeadLetters(sql, group, { limit });
  for (const letter of letters) {
    const [reason = ''] = letter.error.split('\n');
    const { type } = letter.event;
    const words = [letter.failedAt.toISOString(), type, `tried ${letter.tries}×`, reason];
    write(`${placeText(letter)}  ${shown(words.join('  '))}\n`);
  }
  const count = await countDeadLetters(sql, group);
  if (count === 0) write(none);
  else if (count > letters.length) write(`… and ${count - letters.length} more\n`);
  return 0;
}

async function replay<Contract extends EventContract, Types extends Record<string, unknown>>(
  options: DeadLettersOptions<Contract, Types>,
  place: LogPosition,
): Promise<number> {
  try {
    if (!(await replayDeadLetter({ ...options, letter: place }))) return missing(options, place);
    options.write(`${placeText(place)}  applied\n`);
    return 0;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    options.write(`${placeText(place)}  failed again: ${shown(reason)}\n`);
    return 1;
  }
}

/** One after the other, so that a key's letters are applied in the order in which they failed. */
async function each(
  places: readonly LogPosition[],
  work: (place: LogPosition) => Promise<number>,
): Promise<number> {
  let status = 0;
  for (const place of places) status = Math.max(status, await work(place));
  return status;
}

function missing({ write }: { write: (text: string) => void }, place: LogPosition): number {
  write(`${placeText(place)}  is not among the dead letters\n`);
  return 1;
}

function whole({ offset, failedAt, ...letter }: DeadLetter) {
  return { ...letter, offset: `${offset}`, failedAt: failedAt.toISOString() };
}

/** What came by an event may hold what a terminal takes for commands. */
const shown = (text: string): string => text.replaceAll(/\p{Cc}/gu, ' ');

const placeText = (place: LogPosition): string => `${nameOf(place)}/${place.offset}`;

function placeFrom(word: string): LogPosition | undefined {
  const [, topic, partition, offset] = /^(.+)\/(\d{1,9})\/(\d{1,18})$/.exec(word) ?? [];
  if (!topic || !partition || !offset) return undefined;
  return { topic, partition: Number(partition), offset: BigInt(offset) };
}
