import type { z } from 'zod';

/** The expected failures that every subgraph knows, in the shape that their unions resolve to. */

export type FieldProblem = { readonly path: string[]; readonly message: string };

export type InvalidInput = {
  readonly __typename: 'InvalidInput';
  readonly message: string;
  readonly fields: FieldProblem[];
};

export type NotFound = {
  readonly __typename: 'NotFound';
  readonly message: string;
  readonly id: string;
};

export type IdempotencyConflict = {
  readonly __typename: 'IdempotencyConflict';
  readonly message: string;
  readonly idempotencyKey: string;
};

export type CommonProblem = InvalidInput | NotFound | IdempotencyConflict;

/** How many wrong fields the message names; `fields` holds them all. */
const fieldsSaid = 5;

export function invalidInput(fields: readonly FieldProblem[]): InvalidInput {
  const said = fields
    .slice(0, fieldsSaid)
    .map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`);
  const more = fields.length - said.length;
  if (more > 0) said.push(`And ${more} more.`);
  return { __typename: 'InvalidInput', message: said.join(' '), fields: [...fields] };
}

/** One wrong field: `invalidField(['amount'], 'must be more than nothing.')`. */
export function invalidField(path: readonly string[], message: string): InvalidInput {
  return invalidInput([{ path: [...path], message }]);
}

/** `what` in the reader's words: `expense`, `budget`. */
/** `what` is looked for by its id; `advice` is a sentence on what to do, where the usual one doesn't fit. */
export function notFound(
  what: string,
  id: string,
  advice = 'Check the id, or that you are signed in as its owner.',
): NotFound {
  const message = `You have no ${what} of that id. ${advice}`;
  return { __typename: 'NotFound', message, id };
}

export function idempotencyConflict(idempotencyKey: string): IdempotencyConflict {
  return {
    __typename: 'IdempotencyConflict',
    message:
      'This idempotency key was used before with other input. Use a new key for a new request.',
    idempotencyKey,
  };
}

export type Parsed<Value> = { ok: true; value: Value } | { ok: false; problem: InvalidInput };

/** Checks an input against its rules; every broken rule is named, with the place where it was broken. */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): Parsed<z.output<Schema>> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return { ok: true, value: parsed.data };
  const fields = parsed.error.issues.map((issue) => ({
    path: issue.path.map(String),
    message: issue.message,
  }));
  return { ok: false, problem: invalidInput(fields) };
}
