import type { Template } from 'liquidjs';
import { alertKinds, type AlertKind, type Crossing } from './alert.ts';
import {
  type AlertWords,
  alertWords,
  emailWords,
  type EmailWords,
  onOneLine,
} from './alert-words.ts';
import { createLiquid } from './liquid.ts';
import { canonicalLocale, localeChain } from './locales.ts';
import { sampleAlert, sampleCrossings } from './samples.ts';

/** A template that cannot be used; the message names the file and what is wrong. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly code = 'TEMPLATE';
}

/** The texts of an alert, and the locale that they were written for. */
export type AlertTexts = { readonly title: string; readonly body: string; readonly locale: string };

export type EmailTexts = { readonly text: string; readonly html: string };

export type Templates = {
  /** The title is one line. A locale without templates falls back: `de-AT` to `de`, then to `en`. */
  readonly alert: (kind: AlertKind, crossing: Crossing, locale: string) => AlertTexts;
  readonly email: (
    alert: AlertTexts & { readonly raisedAt: Date },
    reader: { readonly name: string | null; readonly timeZone: string },
  ) => EmailTexts;
};

const lastResort = 'en';
const engines = { text: createLiquid('text'), html: createLiquid('html') };

const alertWordNames = [
  'budget',
  'left',
  'limit',
  'over',
  'period',
  'periodEnd',
  'share',
  'spent',
  'threshold',
];
const emailWordNames = ['body', 'language', 'name', 'title', 'when'];

type Kind = { readonly engine: keyof typeof engines; readonly words: readonly string[] };

/** Every template that a locale has to have, by its file's name. */
const kinds: Readonly<Record<string, Kind>> = {
  ...Object.fromEntries(
    alertKinds.flatMap((kind) =>
      ['title', 'body'].map((part) => [
        alertFile(kind, part),
        { engine: 'text', words: alertWordNames },
      ]),
    ),
  ),
  'email.text.liquid': { engine: 'text', words: emailWordNames },
  'email.html.liquid': { engine: 'html', words: emailWordNames },
};

/**
 * Makes templates ready from their texts, keyed by `<locale>/<file>`: `de/overspent.title.liquid`. Each is
 * parsed, its variables are checked and it is rendered with samples, so that what is broken shows now and
 * not when somebody overspends. Throws {@link TemplateError}.
 */
export function compileTemplates(files: Readonly<Record<string, string>>): Templates {
  const compiled = new Map(
    Object.entries(files).map(([path, text]) => [path, compile(path, text)] as const),
  );
  const locales = new Set([
    lastResort,
    ...Object.keys(files).map((path) => path.split('/')[0] ?? ''),
  ]);
  for (const locale of locales) checkLocale(locale, compiled);

  const render = (path: string, words: AlertWords | EmailWords): string => {
    const template = compiled.get(path);
    if (!template) throw new TemplateError(`${path}: the file is missing`);
    return explained(path, () => template(words));
  };
  const pick = (locale: string): { folder: string; locale: string } => {
    const folder = localeChain(locale).find((candidate) => locales.has(candidate));
    // Amounts and dates follow the language of the sentence that they stand in.
    if (folder === undefined) return { folder: lastResort, locale: lastResort };
    return { folder, locale: canonicalLocale(locale) ?? folder };
  };

  const templates: Templates = {
    alert: (kind, crossing, wanted) => {
      const { folder, locale } = pick(wanted);
      const words = alertWords(crossing, locale);
      const title = onOneLine(render(`${folder}/${alertFile(kind, 'title')}`, words));
      const body = render(`${folder}/${alertFile(kind, 'body')}`, words).trim();
      return { title, body, locale };
    },
    email: (alert, reader) => {
      const { folder, locale } = pick(alert.locale);
      const words = emailWords(alert, { ...reader, locale });
      const text = render(`${folder}/email.text.liquid`, words);
      return { text, html: render(`${folder}/email.html.liquid`, words) };
    },
  };
  for (const locale of locales) rehearse(templates, locale);
  return templates;
}

function compile(path: string, text: string): (words: object) => string {
  const kind = kinds[path.split('/')[1] ?? ''];
  if (!kind) throw new TemplateError(`${path}: no template is called so`);
  const liquid = engines[kind.engine];
  const template: Template[] = explained(path, () => liquid.parse(text, path));
  // Static, so that a slip in a branch that no sample takes is found as well.
  const unknown = liquid.globalVariablesSync(template).find((name) => !kind.words.includes(name));
  if (unknown !== undefined) {
    throw new TemplateError(
      `${path}: there is no variable "${unknown}", only ${kind.words.join(', ')}`,
    );
  }
  return (words) => String(liquid.renderSync(template, words));
}

function checkLocale(locale: string, compiled: ReadonlyMap<string, unknown>): void {
  if (canonicalLocale(locale) !== locale) {
    throw new TemplateError(`${locale}: the folder's name is no BCP 47 language tag`);
  }
  const missing = Object.keys(kinds).find((name) => !compiled.has(`${locale}/${name}`));
  if (missing !== undefined) throw new TemplateError(`${locale}/${missing}: the file is missing`);
}

function rehearse(templates: Templates, locale: string): void {
  for (const kind of alertKinds) {
    for (const crossing of sampleCrossings) {
      const { title, body } = templates.alert(kind, crossing, locale);
      const empty = title === '' ? 'title' : body === '' ? 'body' : null;
      if (empty !== null) {
        throw new TemplateError(`${locale}/${alertFile(kind, empty)}: it comes out empty`);
      }
    }
  }
  for (const name of ['Ada', null]) {
    templates.email({ ...sampleAlert, locale }, { name, timeZone: 'UTC' });
  }
}

function alertFile(kind: AlertKind, part: string): string {
  return `${kind.toLowerCase().replace('_', '-')}.${part}.liquid`;
}

function explained<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new TemplateError(`${path}: ${why.replace(`, file:${path}`, '')}`, { cause: error });
  }
}
