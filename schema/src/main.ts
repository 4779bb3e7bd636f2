import { mkdirSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outputs } from './outputs.ts';
import { textOf } from './subgraphs.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));

/** `npm run schema`: writes every generated file that has changed. */
for (const { file, text } of await outputs()) {
  if (textOf(file) === text) continue;
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, text);
  process.stdout.write(`wrote ${relative(top, fileURLToPath(file))}\n`);
}
