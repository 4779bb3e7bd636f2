import { type FieldNode, locatedError } from 'graphql';
import { type Path, type Run } from './run.ts';

/** Says where an error happened. It is null's place where null may be, and otherwise thrown on to what is above. */
export function fail(
  run: Run,
  nodes: readonly FieldNode[],
  canBeNull: boolean,
  path: Path,
  raw: unknown,
): null {
  const error = locatedError(raw, nodes, keysOf(path));
  if (!canBeNull) throw error;
  run.failures.add(error, path);
  return null;
}

function keysOf(path: Path): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: Path | undefined = path; at; at = at.prev) keys.push(at.key);
  return keys.toReversed();
}
