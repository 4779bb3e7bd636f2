import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '@outlay/service-kit/config.ts';
import { compileTemplates, TemplateError, type Templates } from '../domain/templates.ts';

/**
 * Reads the templates of a folder, `<locale>/<name>.liquid`, and makes them ready.
 * Throws a ConfigError of one line that names the file and what is wrong with it.
 */
export function loadTemplates(folder: URL): Templates {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const locale = new URL(`${entry.name}/`, folder);
    for (const name of readdirSync(locale)) {
      files[`${entry.name}/${name}`] = readFileSync(new URL(name, locale), 'utf8');
    }
  }
  try {
    return compileTemplates(files);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const [what = ''] = error.message.split('\n');
    throw new ConfigError(`Broken template ${fileURLToPath(folder)}${what}`);
  }
}
