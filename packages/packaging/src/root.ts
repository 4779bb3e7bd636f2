import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top folder. */
export const root: string = fileURLToPath(new URL('../../../', import.meta.url));

/** The text of a file of the project, by its path from the top folder. */
export function fileText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
