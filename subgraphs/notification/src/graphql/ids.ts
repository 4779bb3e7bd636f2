import { z } from 'zod';

const uuid = z.uuid();

/** Whether a client's id can be one of ours at all; what can't is simply not found. */
export function isId(id: string): boolean {
  return uuid.safeParse(id).success;
}
