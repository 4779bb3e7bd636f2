import { parseArgs } from 'node:util';
import type { Queue } from '@outlay/queue/port.ts';
import { z } from 'zod';
import type { DeadDeliveries } from '../store/dead-deliveries.ts';
import { deliveryJob } from './delivery-job.ts';

export type DeadDeliveriesOptions = {
  /** What the operator typed behind the command's name. */
  readonly args: readonly string[];
  readonly write: (text: string) => void;
  readonly deadDeliveries: DeadDeliveries;
  readonly queue: Queue;
};

const usage = `Messages that could not be delivered, and were given up:

  list [--limit 100]       one line each, the oldest first
  replay <id>… | --all     tries them anew, as a running notification comes to it
`;

const none = 'There are no dead deliveries.\n';

/**
 * What an operator does about deliveries that failed for good. Gives the status to end with: 0; 1 when one
 * is not there; 2 for a command that isn't one.
 */
export async function deadDeliveriesCommand(options: DeadDeliveriesOptions): Promise<number> {
  const { write, deadDeliveries } = options;
  const asked = readCommand(options.args);
  if (!asked) {
    write(usage);
    return 2;
  }
  if (asked.command === 'list') return list(options, asked.limit);
  const ids = asked.all ? await allIds(deadDeliveries) : asked.ids;
  if (ids.length === 0) write(none);
  let status = 0;
  for (const id of ids) status = Math.max(status, await replay(options, id));
  return status;
}

async function list(
  { write, deadDeliveries }: DeadDeliveriesOptions,
  limit: number,
): Promise<number> {
  const found = await deadDeliveries.list(limit);
  for (const { id, bookId, channel, attempts, reason, raisedAt } of found) {
    const words = [id, raisedAt.toISOString(), channel, `tried ${attempts}×`, reason];
    write(`${words.join('  ')}  (book ${bookId})\n`);
  }
  const count = await deadDeliveries.count();
  if (count === 0) write(none);
  else if (count > found.length) write(`… and ${count - found.length} more\n`);
  return 0;
}

/**
 * The row is what counts: revived, it is handed to the queue like a new one. Its dead letter on the queue
 * goes the same way, so that it doesn't stay there; whichever comes second finds the delivery claimed or
 * sent.
 */
async function replay(
  { write, deadDeliveries, queue }: DeadDeliveriesOptions,
  id: string,
): Promise<number> {
  const channel = isId(id) ? await deadDeliveries.revive(id) : null;
  if (channel === null) {
    write(`${id}  is not among the dead deliveries\n`);
    return 1;
  }
  await queue.replayDeadLetter(deliveryJob(channel), id);
  write(`${id}  to be tried anew\n`);
  return 0;
}

const isId = (word: string): boolean => z.uuid().safeParse(word).success;

async function allIds(deadDeliveries: DeadDeliveries): Promise<string[]> {
  const all = await deadDeliveries.list(await deadDeliveries.count());
  return all.map(({ id }) => id);
}

type Command =
  | { readonly command: 'list'; readonly limit: number }
  | { readonly command: 'replay'; readonly ids: readonly string[]; readonly all: boolean };

const limitText = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number);

function readCommand(args: readonly string[]): Command | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { all: { type: 'boolean', default: false }, limit: { type: 'string' } },
    });
    const [command, ...words] = positionals;
    const { all, limit = '100' } = values;
    if (command === 'list' && words.length === 0 && !all) {
      return { command, limit: limitText.parse(limit) };
    }
    if (command !== 'replay' || values.limit !== undefined) return undefined;
    if (all === words.length > 0) return undefined;
    return { command, ids: words, all };
  } catch {
    // An option or a number that is none.
    return undefined;
  }
}
