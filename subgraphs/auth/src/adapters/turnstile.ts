/** Lets so many through at a time; the others wait in line, and too long a line is closed. */
export type Turnstile = {
  /** Runs work at its turn. Throws what `tooLong` makes when the line is full. */
  readonly pass: <Result>(work: () => Promise<Result>) => Promise<Result>;
};

export function createTurnstile(options: {
  readonly atOnce: number;
  readonly waitingAtMost: number;
  readonly tooLong: () => Error;
}): Turnstile {
  const line: (() => void)[] = [];
  let inside = 0;

  return {
    async pass(work) {
      if (inside < options.atOnce) inside += 1;
      else if (line.length >= options.waitingAtMost) throw options.tooLong();
      // Whoever leaves hands over the place, so nobody who comes just then gets in between.
      else await new Promise<void>((enter) => line.push(enter));
      try {
        return await work();
      } finally {
        const next = line.shift();
        if (next) next();
        else inside -= 1;
      }
    },
  };
}
