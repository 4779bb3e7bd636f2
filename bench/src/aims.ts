/** What a figure should be at least, or at most. */
export type Aim = {
  readonly what: string;
  readonly measured: number;
} & ({ readonly atLeast: number } | { readonly atMost: number });

/**
 * Says which aims were missed, and ends the process with status 1 then, so that whoever measures by a script
 * hears of it. What was not measured misses its aim.
 */
export function tellMissed(aims: readonly Aim[]): void {
  for (const aim of aims) {
    const { what, measured } = aim;
    const isMet = 'atLeast' in aim ? measured >= aim.atLeast : measured <= aim.atMost;
    if (isMet) continue;
    const bound = 'atLeast' in aim ? `at least ${aim.atLeast}` : `at most ${aim.atMost}`;
    process.stderr.write(`Missed: ${what} is ${measured}, and should be ${bound}.\n`);
    process.exitCode = 1;
  }
}
