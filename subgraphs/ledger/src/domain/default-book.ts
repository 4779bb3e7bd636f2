import { type AccountType, type ChartAccount, nameKeyOf } from './chart.ts';

/** Names of one thing by language (ISO 639), with `en` for all the others. */
export type Names = Readonly<Record<string, string>> & { readonly en: string };

/** What a new book is given, as the configuration says. */
export type DefaultsConfig = {
  readonly categories: readonly {
    readonly code: string;
    readonly kind: 'EXPENSE' | 'INCOME';
    readonly icon?: string | undefined;
    readonly names: Names;
  }[];
  readonly accounts: readonly {
    readonly code: string;
    readonly type: 'ASSET' | 'LIABILITY' | 'EQUITY';
    readonly names: Names;
  }[];
};

/** The code of the equity account that opening balances are posted against; every book has one. */
export const openingBalancesCode = 'opening-balances';

export type NewAccount = Omit<ChartAccount, 'createdAt' | 'archived'> & {
  readonly nameKey: string;
};

/** The accounts and categories of a new book, in the language of its owner and the currency of the book. */
export function defaultAccounts(
  config: DefaultsConfig,
  owner: { readonly locale: string; readonly currency: string },
  newId: () => string,
): NewAccount[] {
  const language = owner.locale.split(/[-_]/)[0]?.toLowerCase() ?? 'en';
  const made = (
    code: string,
    type: AccountType,
    names: Names,
    rest: { icon?: string | null; currency?: string | null } = {},
  ): NewAccount => {
    const name = names[language] ?? names.en;
    const { icon = null, currency = null } = rest;
    return { id: newId(), code, type, name, nameKey: nameKeyOf(name), icon, currency };
  };
  return [
    ...config.accounts.map(({ code, type, names }) =>
      made(code, type, names, { currency: type === 'EQUITY' ? null : owner.currency }),
    ),
    ...config.categories.map(({ code, kind, names, icon = null }) =>
      made(code, kind, names, { icon }),
    ),
  ];
}
