/** Why a decision was no. Thrown inside the domain, and turned into the schema's problems at its edge. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

export type RefusalReason =
  | { readonly kind: 'invalid'; readonly path: readonly string[] }
  | { readonly kind: 'not-found'; readonly what: string; readonly id: string };

/** A field that breaks a rule; the message goes on after the field's name: `must be …`. */
export function invalid(path: readonly string[], message: string): Refusal {
  return new Refusal({ kind: 'invalid', path }, message);
}

/** Nothing of that id in the book; `what` in the reader's words. */
export function missing(what: string, id: string): Refusal {
  return new Refusal({ kind: 'not-found', what, id }, `no ${what} of that id`);
}
