import { Liquid } from 'liquidjs';

/**
 * What a template may use. LiquidJS brings more, some of it dangerous in a message: `render`, `include` and
 * `layout` look for files, `raw` skips the escaping, and others can build texts of any size. So only what
 * stands here is kept, whatever a later release adds.
 */
const tagsKept = new Set(['assign', 'case', 'comment', 'for', 'if', 'unless']);
const filtersKept = new Set([
  'append',
  'capitalize',
  'default',
  'downcase',
  'prepend',
  'remove',
  'replace',
  'strip',
  'truncate',
  'upcase',
]);

/** Characters of one template. */
const parseLimit = 20_000;
/** Milliseconds of one rendering; far above what one takes, since a busy machine must not cost an alert. */
const renderLimit = 1_000;
/** Roughly the characters and list items that one rendering may make. */
const memoryLimit = 100_000;

/** An engine without files whose output is plain text, or with every value escaped for HTML. */
export function createLiquid(output: 'text' | 'html'): Liquid {
  const liquid = new Liquid({
    // Lookups go to this empty store and never to a disk.
    templates: {},
    strictFilters: true,
    strictVariables: true,
    ownPropertyOnly: true,
    parseLimit,
    renderLimit,
    memoryLimit,
    ...(output === 'html' ? { outputEscape: 'escape' as const } : {}),
  });
  for (const tag of Object.keys(liquid.tags)) if (!tagsKept.has(tag)) delete liquid.tags[tag];
  for (const filter of Object.keys(liquid.filters)) {
    if (!filtersKept.has(filter)) liquid.unregisterFilter(filter);
  }
  return liquid;
}
