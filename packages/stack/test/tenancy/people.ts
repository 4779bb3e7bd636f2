import { verifyAccessToken } from '@outlay/identity/access-token.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { GraphClient } from '../../src/graph-client.ts';
import type { Stack } from '../../src/stack.ts';
import { follow } from './asking.ts';
import { plantThings } from './things.ts';

/** The things of one person, by what they are for; mostly ids and cursors. */
export type Things = Awaited<ReturnType<typeof plantThings>> & {
  /** Told apart in keys and names that are no secret. */
  readonly tag: string;
  /** A word that is in everything that they write. */
  readonly word: string;
  readonly email: string;
  readonly password: string;
  readonly refreshToken: string;
  readonly refreshTokenToEnd: string;
  readonly user: string;
  readonly book: string;
  /** The cursor of the first change to their book. */
  readonly changePlace: string;
  /** The input with which they signed up. */
  readonly signUp: Readonly<Record<string, unknown>>;
};

export type Person = {
  readonly things: Things;
  readonly token: string;
  readonly viewer: Viewer;
  readonly client: GraphClient;
};

/** Signs somebody up through the public graph, with one of everything that there is. */
export async function plantPerson(
  stack: Stack,
  { tag, word, whole }: { tag: string; word: string; whole: number },
): Promise<Person> {
  const url = `${stack.gateway.url}/graphql`;
  const anonymous = new GraphClient(url);

  const [email, password] = [`${word}@outlay.invalid`, `the long password of ${word}`];
  const signUp = {
    email,
    password,
    displayName: `Dear ${word}`,
    currency: 'EUR',
    locale: 'en',
    timeZone: 'Europe/Berlin',
    firstDayOfWeek: 1,
    idempotencyKey: `${tag}-sign-up`,
  };
  const { accessToken: token } = await sessionBy(anonymous, 'signUp', signUp);
  const { refreshToken } = await sessionBy(anonymous, 'signIn', { email, password });
  const { refreshToken: refreshTokenToEnd } = await sessionBy(anonymous, 'signIn', {
    email,
    password,
  });

  const client = new GraphClient(url, token);
  const changes: { cursor: string }[] = [];
  const leave = follow<{ cursor: string }>(client, 'ledgerChanges', (change) =>
    changes.push(change),
  );
  const planted = await plantThings(client, { tag, word, whole });
  const { cursor: changePlace } = await eventually(() => changes[0]);
  leave();
  const viewer = await verifyAccessToken(token, stack.subgraphs.auth.jwks);
  return {
    things: {
      user: viewer.userId,
      book: viewer.bookId,
      tag,
      word,
      email,
      password,
      signUp,
      refreshToken,
      refreshTokenToEnd,
      changePlace,
      ...planted,
    },
    token,
    viewer,
    client,
  };
}

type Session = { accessToken: string; refreshToken: string };

/** Asks for the tokens alone: nobody is signed in yet who could see more. */
async function sessionBy(
  client: GraphClient,
  field: 'signUp' | 'signIn',
  input: object,
): Promise<Session> {
  const name = field === 'signUp' ? 'SignUp' : 'SignIn';
  const text = `mutation ($input: ${name}Input!) { ${field}(input: $input) { __typename
    ... on ${name}Success { session { accessToken refreshToken } } ... on Problem { message } } }`;
  return (await client.mutate<{ session: Session }>(text, { ...input })).session;
}
