import { badUserInput } from './errors.ts';

/** Throws BAD_USER_INPUT for a page that is empty or larger than one may be; `name` is what the argument is called. */
export function checkPageSize(size: number, most: number, name = 'first'): void {
  if (size < 1 || size > most) throw badUserInput(`${name} must be from 1 to ${most}.`);
}
