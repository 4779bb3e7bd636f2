import { randomUUID } from 'node:crypto';
import { GraphClient } from '../../src/graph-client.ts';
import * as operations from '../../src/demo/operations.ts';

export type Person = {
  readonly client: GraphClient;
  readonly token: string;
  readonly email: string;
};

/** Signs up somebody new through the public graph. */
export async function newPerson(url: string, over: Record<string, unknown> = {}): Promise<Person> {
  const email = `person-${randomUUID()}@outlay.invalid`;
  const anonymous = new GraphClient(url);
  const { session } = await anonymous.mutate<{ session: { accessToken: string } }>(
    operations.signUp,
    {
      email,
      password: 'a long enough password',
      displayName: 'Somebody',
      currency: 'EUR',
      locale: 'en',
      timeZone: 'Europe/Berlin',
      idempotencyKey: `sign-up-${email}`,
      ...over,
    },
  );
  return { client: new GraphClient(url, session.accessToken), token: session.accessToken, email };
}
