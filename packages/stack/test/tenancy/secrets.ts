/** An answer as a client gets it. */
export type Answer = {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string };
  }[];
};

type Leaf = { readonly name: string; readonly text: string; readonly type: string };

/** Ids, tokens and hashes: long enough to be looked for within any text, error messages too. */
const telling = /^(id|.+Id|head|accessToken|refreshToken)$/;
const amounts = /^(amount|minorUnits)$/;
/** Smaller amounts may be anybody's. */
const leastTellingDigits = 6;

/**
 * What only one person may see, collected from their own answers. `word` is in every text that they
 * gave; see people.ts for their amounts.
 */
export class Secrets {
  readonly #texts = new Set<string>();
  readonly #amounts = new Set<string>();
  /** Every type that was among the answers, with the ids that it had there. */
  readonly shown = new Map<string, Set<string>>();

  constructor(word: string) {
    this.#texts.add(word);
  }

  /** Learns from what the person was answered. */
  learn(answer: Answer): void {
    for (const { name, text, type } of leavesOf(answer.data)) {
      const ids = this.shown.get(type) ?? new Set();
      this.shown.set(type, ids);
      if (name === 'id') ids.add(text);
      if (telling.test(name)) this.#texts.add(text);
      if (amounts.test(name) && text.replace(/\D/g, '').length >= leastTellingDigits) {
        this.#amounts.add(text);
      }
    }
  }

  /** What of it somebody else was answered, but for what they sent themselves. */
  leaksIn(answer: Answer, sent: unknown): string[] {
    const said = JSON.stringify(answer);
    const known = JSON.stringify(sent);
    const texts = [...this.#texts].filter((text) => said.includes(text) && !known.includes(text));
    const leaked = leavesOf(answer.data).filter(
      ({ text }) => this.#amounts.has(text) && !known.includes(text),
    );
    return [...texts, ...leaked.map(({ name, text, type }) => `${type}.${name} ${text}`)];
  }

  get size(): number {
    return this.#texts.size + this.#amounts.size;
  }
}

export function hasIds(value: unknown): boolean {
  return leavesOf(value).some(({ name }) => name === 'id');
}

/** Every scalar of an answer, with the field and the type that it stands in. */
function leavesOf(value: unknown, name = '', type = ''): Leaf[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, name, type));
  if (typeof value !== 'object') return [{ name, text: String(value), type }];
  const own = '__typename' in value ? String(value.__typename) : type;
  return Object.entries(value).flatMap(([field, inner]) => leavesOf(inner, field, own));
}
