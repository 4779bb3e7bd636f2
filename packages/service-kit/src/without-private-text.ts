/** No message says more than this that is worth reading; what looks through it takes time. */
const longest = 2_000;

/** What a text may hold of secrets and people, and what is told instead. Each is bounded, so that it ends. */
const cuts: readonly (readonly [what: RegExp, instead: string])[] = [
  // postgres://user:password@host, and whatever else carries them.
  [/([a-z][a-z\d+.-]{1,20}:\/\/)[^\s/?#"'<>]{1,300}@/gi, '$1[secret]@'],
  [/\b(bearer|basic)[ ]+[\w.~+/=-]{1,2000}/gi, '$1 [secret]'],
  // A JSON Web Token begins with {" in base64.
  [/\beyJ[\w-]{1,2000}(\.[\w-]{0,2000}){1,4}/g, '[secret]'],
  [
    /\b(password|passwd|pwd|secret|token|api[_-]?key)(["']?[ ]*[=:][ ]*)("[^"]*"|'[^']*'|[^\s&,;}]+)/gi,
    '$1$2[secret]',
  ],
  [/[\w.+-]{1,64}@[\w-]{1,63}(\.[\w-]{1,63}){1,5}/g, '[address]'],
];

/**
 * A message of a driver, a library or a runtime without the credentials and addresses that it quotes. What
 * it can't know for one stays; so nothing that a person wrote belongs into a message to begin with.
 */
export function withoutPrivateText(text: string): string {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cuts.reduce((left, [what, instead]) => left.replace(what, instead), short);
}

/**
 * What graphql-js says is wrong, without the value that it quotes: a password may stand where a number
 * belongs. What is wrong, and where, is enough.
 */
export function withoutValue(message: string): string {
  return message
    .replace(/\bvalue: [^]*$/, 'value.')
    .replace(/^(Expected value of type "[^"]*"), found [^]*$/, '$1.')
    .replace(/^(Argument "\w+" has invalid value) [^]*$/, '$1.')
    .replace(
      /^Value "[^]*" does not exist in "(\w+)" enum\.( Did you mean [^]*)?$/,
      'The enum "$1" has no such value.$2',
    )
    .replace(/\b(String|BlockString|Int|Float) "[^]*"/, '$1');
}
