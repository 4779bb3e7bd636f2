import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import dockerignore from '@balena/dockerignore';

/**
 * The files that `docker build` would send, as paths relative to the folder: all but what its
 * .dockerignore names. A folder that is ignored is entered only where a later line takes something in it
 * back, as Docker does it.
 */
export function buildContext(folder: string): string[] {
  const text = readFileSync(join(folder, '.dockerignore'), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const takenBack = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  const rules = dockerignore.default({ ignorecase: false }).add(lines);
  const ignores = (path: string): boolean => rules.ignores(path);

  const below = (inside: string): string[] =>
    readdirSync(join(folder, inside), { withFileTypes: true }).flatMap((entry) => {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (!entry.isDirectory()) return ignores(path) ? [] : [path];
      const skipped = ignores(path) && !takenBack.some((kept) => kept.startsWith(`${path}/`));
      return skipped ? [] : below(path);
    });
  return below('');
}
