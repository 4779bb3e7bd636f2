import { mkdirSync, writeFileSync } from 'node:fs';
import { configurationPage, pageFile } from './page.ts';

/** `npm run docs`: writes what is generated of the documentation. */
mkdirSync(new URL('.', pageFile), { recursive: true });
writeFileSync(pageFile, configurationPage());
process.stdout.write('wrote docs/configuration.md\n');
