import { closest, distance } from 'fastest-levenshtein';

/** A variable that no setting is read from, and the setting that it seems to be meant for. */
export type Misspelling = { readonly given: string; readonly meant: string };

/**
 * Finds what looks like a setting misspelled: one or two letters away from its name, or without the end of it
 * (`LEDGER_TIMEOUT` for `LEDGER_TIMEOUT_MS`). A setting that is given as well was not meant. An environment
 * is full of others' variables, such as Kubernetes' `LEDGER_PORT_4003_TCP`, so what is short or further away
 * is theirs.
 */
export function misspellings(
  settings: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Misspelling[] {
  const isGiven = (name: string): boolean => !!environment[name];
  const missing = settings.filter((name) => !isGiven(name));
  const others = Object.keys(environment).filter(
    (name) => isGiven(name) && !settings.includes(name),
  );
  return others.flatMap((given) => {
    const alike = missing.filter((name) => isLike(given, name));
    return alike.length > 0 ? { given, meant: closest(given, alike) } : [];
  });
}

function isLike(given: string, setting: string): boolean {
  if (given.includes('_') && setting.startsWith(`${given}_`)) return true;
  return distance(given, setting) <= tolerance(setting);
}

/** HOME is no misspelled HOST. */
function tolerance({ length }: string): number {
  if (length < 6) return 0;
  return length < 10 ? 1 : 2;
}
