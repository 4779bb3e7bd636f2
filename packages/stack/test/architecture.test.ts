import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/**
 * Who may import whom, as a table. The first row whose `files` match decides; `may` lists everything
 * from this house that such a file may import. What comes from npm is each workspace's own business,
 * but for `pure` rooms, which may import nothing that does I/O.
 */
const rows: readonly Row[] = [
  // A test of a decision may feed it the real configuration.
  { files: /^subgraphs\/([\w-]+)\/src\/domain\/.*\.test\.ts$/, may: ['self', ...kit()] },
  // A decision is pure: money, dates and contracts in, a decision out.
  {
    files: /^subgraphs\/([\w-]+)\/src\/domain\//,
    may: ['self:domain', 'money', 'calendar', 'events'],
    pure: true,
  },
  { files: /^subgraphs\/([\w-]+)\/(src|test)\//, may: ['self', ...kit()] },
  { files: /^packages\/(money|calendar)\/(src|test)\//, may: ['self'], pure: true },
  { files: /^packages\/events\/(src|test)\//, may: ['self', 'money'] },
  { files: /^packages\/identity\/(src|test)\//, may: ['self'] },
  {
    files: /^packages\/service-kit\/(src|test)\//,
    may: ['self', 'money', 'calendar', 'identity', 'testkit'],
  },
  {
    files: /^packages\/event-log\/(src|test)\//,
    may: ['self', 'events', 'service-kit', 'testkit'],
  },
  { files: /^packages\/cache\/src\//, may: ['self', 'service-kit'] },
  { files: /^packages\/cache\/test\//, may: ['self', 'identity', 'testkit'] },
  {
    files: /^packages\/queue\/(src|test)\//,
    may: ['self', 'event-log', 'service-kit', 'testkit'],
  },
  {
    files: /^packages\/runtime\/(src|test)\//,
    may: ['self', 'service-kit', 'events', 'event-log', 'queue', 'cache', 'testkit'],
  },
  { files: /^packages\/embedded\/(src|test)\//, may: ['self', 'testkit'] },
  { files: /^packages\/testkit\/(src|test)\//, may: ['self', 'embedded', 'identity'] },
  { files: /^gateway\/(src|test)\//, may: ['self', 'service-kit', 'cache', 'identity', 'testkit'] },
  { files: /^schema\/src\//, may: ['self', 'service-kit', 'events'] },
  // Only these see every piece.
  { files: /^(packages\/(stack|packaging)|bench)\//, may: ['anything'] },
];

type Row = { readonly files: RegExp; readonly may: readonly string[]; readonly pure?: boolean };

function kit(): string[] {
  return [
    'money',
    'calendar',
    'events',
    'event-log',
    'queue',
    'cache',
    'identity',
    'service-kit',
    'runtime',
    'testkit',
  ];
}

/** Modules of Node and npm that a pure room may use: they compute, and touch nothing outside. */
const pureModules =
  /^(node:(assert|test|crypto|buffer)\b|fast-check$|temporal-polyfill$|dinero\.js|zod$|csv-parse\/sync$|liquidjs$)/;

const root = fileURLToPath(new URL('../../../', import.meta.url));
const files = globSync('{packages,subgraphs}/*/{src,test}/**/*.ts', { cwd: root })
  .concat(globSync('{gateway,schema}/{src,test}/**/*.ts', { cwd: root }))
  .concat(globSync('bench/**/*.ts', { cwd: root, exclude: (name) => name === 'node_modules' }))
  .filter((file) => !file.includes('node_modules'));

test('every source file falls under a row of the table', () => {
  const strays = files.filter((file) => !rows.some((row) => row.files.test(file)));
  assert.deepEqual(strays, []);
  assert.ok(files.length > 100, `only ${files.length} files were found`);
});

test('files import only what their row allows', () => {
  const broken = files.flatMap((file) => importsOf(file).flatMap((to) => verdict(file, to)));
  assert.deepEqual(broken, []);
});

test('only config.ts reads the environment', () => {
  const readers = files.filter(
    (file) =>
      /process\.env\b/.test(textOf(file)) && !/(^|\/)config\.ts$|^bench\/|(^|\/)test\//.test(file),
  );
  assert.deepEqual(readers, []);
});

test('a pure room has no clock and no chance in it', () => {
  const pure = files.filter((file) => rows.find((row) => row.files.test(file))?.pure);
  const impure = pure.filter(
    (file) =>
      !file.endsWith('.test.ts') && /Date\.now\(|new Date\(\)|Math\.random\(/.test(textOf(file)),
  );
  assert.deepEqual(impure, []);
});

test('no file grows past three hundred lines', () => {
  const long = files.filter(
    (file) => !file.endsWith('.generated.ts') && textOf(file).split('\n').length > 301,
  );
  assert.deepEqual(long, []);
});

test('nothing unfinished is left in the code', () => {
  const mark = new RegExp(`\\b(${['TO', 'FIX'].join('DO|')}ME|not implemented|\\.only\\()`);
  const found = files.filter((file) => file !== 'packages/stack/test/architecture.test.ts');
  assert.deepEqual(
    found.filter((file) => mark.test(textOf(file))),
    [],
  );
});

function textOf(file: string): string {
  return readFileSync(root + file, 'utf8');
}

function importsOf(file: string): string[] {
  const found = textOf(file).matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s+'([^']+)'|import\(\s*'([^']+)'/g,
  );
  return [...found].map(([, from, lazy]) => (from ?? lazy) as string);
}

function verdict(file: string, to: string): string[] {
  const row = rows.find((candidate) => candidate.files.test(file));
  const [home = ''] = /^(subgraphs|packages)\/[\w-]+|^[\w-]+/.exec(file) ?? [];
  const complaint = [`${file} imports ${to}`];
  if (!row || row.may.includes('anything')) return [];
  if (to.startsWith('.')) {
    const reached = new URL(to, `file:///${file}`).pathname.slice(1);
    const allowed = row.may.includes('self:domain')
      ? reached.startsWith(`${home}/src/domain/`)
      : reached.startsWith(`${home}/`);
    return allowed ? [] : complaint;
  }
  if (to.startsWith('@outlay/')) {
    const name = to.split('/')[1] as string;
    return row.may.includes(name) || home.endsWith(`/${name}`) ? [] : complaint;
  }
  return row.pure && !pureModules.test(to) && !file.endsWith('.test.ts') ? complaint : [];
}
