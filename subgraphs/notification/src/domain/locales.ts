/**
 * The locales to look for, the most exact first: `de-AT` gives `de-AT`, `de`. What isn't a BCP 47 tag
 * gives nothing. Source of the rule: RFC 4647, section 3.4 (lookup).
 */
export function localeChain(locale: string): string[] {
  const chain: string[] = [];
  let subtags = canonicalLocale(locale)?.split('-') ?? [];
  while (subtags.length > 0) {
    chain.push(subtags.join('-'));
    subtags = subtags.slice(0, -1);
    // A single letter or digit announces an extension and means nothing at the end.
    if (subtags.at(-1)?.length === 1) subtags = subtags.slice(0, -1);
  }
  return chain;
}

/** The tag as BCP 47 writes it (`de-at` is `de-AT`), or null when it isn't one. */
export function canonicalLocale(locale: string): string | null {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? null;
  } catch {
    return null;
  }
}
