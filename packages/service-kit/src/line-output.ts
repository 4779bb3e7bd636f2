import { type DestinationStream, pino } from 'pino';

type LineOutput = DestinationStream & { readonly flushSync: () => void };

/** More is written before the turn ends: the most that pino writes in one piece, less a byte. */
const fullBytes = 16 * 1024 - 1;

let standard: LineOutput | undefined;

/**
 * Standard output, where the lines of one turn of the event loop are written together: a busy gateway has many,
 * and a write takes longer than making a line. They are written before anything is waited for, and at the exit
 * of the process, also where an error ends it. The same for all loggers of a process, so that lines keep their
 * order.
 */
export function standardOutput(): LineOutput {
  standard ??= openStandard();
  return standard;
}

function openStandard(): LineOutput {
  const output = pino.destination({ dest: 1, sync: true, minLength: fullBytes });
  let isDue = false;
  let isEnding = false;
  // Writes at once. Pino's `flushSync` tries for ever where nothing can be written any more.
  const flush = (): void => {
    isDue = false;
    output.flush();
  };
  process.once('exit', () => {
    isEnding = true;
    flush();
  });
  return {
    write(line) {
      output.write(line);
      if (isEnding) return flush();
      if (isDue) return;
      isDue = true;
      setImmediate(flush);
    },
    flushSync: flush,
  };
}
