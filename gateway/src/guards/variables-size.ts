import type { Limits } from './limits.ts';
import { refusal } from './refusal.ts';

/**
 * Holds the variables of a request against the limits, before anything follows them down: whatever goes
 * through a value by calling itself ends where the stack does. Names that change what an object is are
 * refused wherever they stand, for not every way that variables come looks for them. Throws a refusal (400).
 */
export function checkVariables(
  variables: Readonly<Record<string, unknown>> | null | undefined,
  { variableDepth, variableValues }: Pick<Limits, 'variableDepth' | 'variableValues'>,
): void {
  if (variables) checkNames(variables);
  let level: unknown[] = Object.values(variables ?? {});
  let values = level.length;
  for (let depth = 1; level.length > 0; depth += 1) {
    if (values > variableValues) {
      throw tooMuch('VARIABLES_TOO_LARGE', 'values', variableValues);
    }
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      if (depth >= variableDepth) throw tooMuch('VARIABLES_TOO_DEEP', 'levels', variableDepth);
      checkNames(value);
      for (const inside of Object.values(value)) next.push(inside);
    }
    values += next.length;
    level = next;
  }
}

function checkNames(value: object): void {
  const isOther =
    Object.hasOwn(value, '__proto__') ||
    (Object.hasOwn(value, 'constructor') && hasPrototype(value.constructor));
  if (!isOther) return;
  const message = 'Variables with the names `__proto__` and `constructor.prototype` are not taken.';
  throw refusal(400, 'BAD_REQUEST', message);
}

function hasPrototype(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
}

function tooMuch(code: string, what: string, limit: number) {
  const message = `The variables have more than ${limit} ${what}, which is the most that is taken in one request.`;
  return refusal(400, code, message, { limit });
}
