import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** What is measured has one half of the machine's cores, and what asks it the other. */
export type Half = 'measured' | 'asking';

/** Before this process is kept to some of them. */
const cores = availableParallelism();

/** Keeps a process to its half, and what it starts from then on; false where that can't be done. */
export function keepTo(half: Half, pid: number | undefined): boolean {
  return cores > 1 && spawnSync('taskset', ['-acp', rangeOf(half), String(pid)]).status === 0;
}

/** A command that starts another on its half; nothing where that can't be done. */
export function startingOn(half: Half): string[] {
  const canBe = cores > 1 && spawnSync('taskset', ['--version']).status === 0;
  return canBe ? ['taskset', '-c', rangeOf(half)] : [];
}

function rangeOf(half: Half): string {
  const middle = Math.floor(cores / 2);
  return half === 'measured' ? `0-${middle - 1}` : `${middle}-${cores - 1}`;
}
