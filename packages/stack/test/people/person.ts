import { randomUUID } from 'node:crypto';
import * as operations from '../../src/demo/operations.ts';
import { GraphClient } from '../../src/graph-client.ts';

type Session = { readonly session: { readonly accessToken: string } };

const password = 'a long enough password';

/** An access token works for ten minutes. */
const renewAfterMs = 8 * 60_000;

/** Somebody who has signed up. */
export class Person {
  readonly url: string;
  readonly email: string;
  #client: GraphClient;
  #token: string;
  #signedInAt = performance.now();

  constructor(url: string, email: string, token: string) {
    this.url = url;
    this.email = email;
    this.#token = token;
    this.#client = new GraphClient(url, token);
  }

  get client(): GraphClient {
    return this.#client;
  }

  get token(): string {
    return this.#token;
  }

  /** As the token's payload says (RFC 7519); the book itself may still be on its way. */
  get bookId(): string {
    const payload = Buffer.from(this.#token.split('.')[1] ?? '', 'base64url').toString();
    return (JSON.parse(payload) as { book: string }).book;
  }

  /** Signs in again when the token is about to expire; if that fails, it is tried at the next call. */
  async staySignedIn(): Promise<void> {
    if (performance.now() - this.#signedInAt < renewAfterMs) return;
    const anonymous = new GraphClient(this.url);
    const input = { email: this.email, password };
    const { session } = await anonymous.mutate<Session>(operations.signIn, input);
    this.#token = session.accessToken;
    this.#client = new GraphClient(this.url, this.#token);
    this.#signedInAt = performance.now();
  }
}

/** What signing up with a new address sends; the same again is the same sign-up. */
export function newSignUp(over: Record<string, unknown> = {}) {
  const email = `person-${randomUUID()}@outlay.invalid`;
  return {
    email,
    password,
    displayName: 'Somebody',
    currency: 'EUR',
    locale: 'en',
    timeZone: 'Europe/Berlin',
    idempotencyKey: `sign-up-${email}`,
    ...over,
  };
}

/** Signs up somebody new through the public graph. */
export async function newPerson(
  url: string,
  input: ReturnType<typeof newSignUp> = newSignUp(),
): Promise<Person> {
  const { session } = await new GraphClient(url).mutate<Session>(operations.signUp, input);
  return new Person(url, input.email, session.accessToken);
}
