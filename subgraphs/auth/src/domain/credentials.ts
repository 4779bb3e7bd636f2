import { z } from 'zod';

/**
 * E-mail addresses that differ only in upper and lower case are one: no mail service in use today tells
 * them apart, and people type them either way.
 */
export const email = z
  .string()
  .trim()
  .max(254, { error: 'must have at most 254 characters.', abort: true })
  .pipe(z.email('must be an e-mail address, such as ana@example.org.'))
  .transform((address) => address.toLowerCase());

/**
 * A password as it is hashed: composed and decomposed letters are one (NFKC, NIST SP 800-63B 5.1.1.2), so
 * that it works from every keyboard. Its length counts characters, and any character is allowed.
 */
export function passwordOf(minimum: number, maximum: number) {
  const message = `must have ${minimum} to ${maximum} characters.`;
  return (
    z
      .string()
      // A character is two UTF-16 units at most, and NFKC needs a bound on what it is given.
      .max(4 * maximum, { error: message, abort: true })
      .transform((password) => password.normalize('NFKC'))
      .refine((password) => isBetween([...password].length, minimum, maximum), message)
  );
}

function isBetween(value: number, minimum: number, maximum: number): boolean {
  return value >= minimum && value <= maximum;
}
