import { decodeCursor, encodeCursor } from '@outlay/service-kit/cursor.ts';
import { badUserInput } from '@outlay/service-kit/errors.ts';

/** An alert's number in its book's stream, as clients see it. */
export function cursorOf({ sequence }: { readonly sequence: bigint }): string {
  return encodeCursor('alert', sequence);
}

/** Throws BAD_USER_INPUT for anything that `cursorOf` didn't write. */
export function sequenceOf(cursor: string): bigint {
  const [sequence = ''] = decodeCursor('alert', cursor, 1);
  if (!/^\d{1,18}$/.test(sequence)) {
    throw badUserInput('The cursor is not one of an alert. Pass back a cursor as it was given.');
  }
  return BigInt(sequence);
}
