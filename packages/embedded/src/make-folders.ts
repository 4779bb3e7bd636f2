import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that aren't there, and gives the paths of those that were made, the
 * outermost first. Node's own way to do so (`recursive`) never ends where a folder takes no new ones and says
 * that it isn't there itself, as /proc does.
 */
export async function makeFolders(folder: string): Promise<string[]> {
  if (await isFolder(folder)) return [];
  const above = await makeFolders(dirname(folder));
  try {
    await mkdir(folder);
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (await isFolder(folder)) return above;
    throw error;
  }
  return [...above, folder];
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
