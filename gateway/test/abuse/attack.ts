import { postOf, rawConnection } from '../fixture/bytes.ts';

/** One request that would hurt a gateway which takes it. */
export type Attack = {
  readonly name: string;
  /** Everything that is sent, anew for each try: what was refused before may be refused from memory. */
  readonly bytes: (nth: number) => string | Uint8Array;
  readonly status: number;
  readonly code: string;
};

export type Answered = { readonly status: number; readonly code: unknown };

/** An attack by a document within an honest request. */
export function byDocument(
  name: string,
  code: string,
  document: string,
  more: Record<string, unknown> = {},
): Attack {
  const bytes = (nth: number) => postOf(JSON.stringify({ query: `${document}#${nth}`, ...more }));
  return { name, bytes, status: 400, code };
}

/** An attack by what is in a body. */
export function byBody(name: string, code: string, body: string, status = 400): Attack {
  return { name, bytes: () => postOf(body), status, code };
}

/** Sends one over a connection of its own. */
export async function send(url: string, bytes: string | Uint8Array): Promise<Answered> {
  using raw = await rawConnection(url);
  raw.send(bytes);
  const { status, body } = await raw.answer();
  const { errors } = JSON.parse(body || '{}') as { errors?: { extensions: { code: unknown } }[] };
  return { status, code: errors?.[0]?.extensions.code };
}

export function times(count: number, write: (nth: number) => string, between = ' '): string {
  return Array.from({ length: count }, (_none, nth) => write(nth)).join(between);
}
