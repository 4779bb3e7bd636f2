import { mkdirSync, writeFileSync } from 'node:fs';
import { outputs } from './outputs.ts';
import { textOf } from './subgraphs.ts';

/** `npm run schema`: writes every generated file that has changed. */
for (const { file, text } of await outputs()) {
  if (textOf(file) === text) continue;
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, text);
  process.stdout.write(`wrote ${file.pathname.split('/').slice(-4).join('/')}\n`);
}
