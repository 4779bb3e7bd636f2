import { registerHooks } from 'node:module';
import { bugNamed, type Change } from './bugs.ts';
import { changed, rootOf } from './changed.ts';

/**
 * `node --import 'plant.ts?bug=<name>' <module>` runs the module with a bug in it: the source files are
 * changed as they are loaded, and what is on the disk stays as it is. A text that isn't there any more
 * ends the process, so that no test passes because its bug was never planted.
 */
const bug = bugNamed(new URL(import.meta.url).searchParams.get('bug') ?? '');
const byUrl = Map.groupBy(bug.changes, ({ file }: Change) => new URL(file, rootOf).href);

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    const changes = byUrl.get(url);
    if (!changes) return loaded;
    const source = changes.reduce(changed, String(loaded.source));
    process.stderr.write(`planted in ${url}\n`);
    return { ...loaded, source };
  },
});
