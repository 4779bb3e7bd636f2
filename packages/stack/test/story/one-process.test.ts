import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { register } from 'prom-client';
import { categories, overspendAlerts } from '../../src/demo/operations.ts';
import { GraphClient } from '../../src/graph-client.ts';
import { type TemporaryStack, temporaryStack } from '../fixture/temporary-stack.ts';
import { newPerson, newSignUp } from '../people/person.ts';
import { liveTheStory } from './story.ts';
import { runTheTabs } from './tabs.ts';

let outlay: TemporaryStack;

before(async () => {
  outlay = await temporaryStack('story');
});

after(() => outlay?.[Symbol.asyncDispose]());

test('the main job, everything in one process', async () => {
  await liveTheStory(outlay.url);
});

test('the tabs of GraphiQL run as they stand', async () => {
  await runTheTabs(outlay.url);
});

test('a client may send hashes: ours are known from the start, others once they were sent', async () => {
  const { token } = await newPerson(outlay.url);
  const client = new GraphClient(outlay.url, token, { byHash: true });
  const other = `query Other { __typename }`;
  const outcomes = async () => {
    const metric = await register.getSingleMetric('outlay_gateway_documents_total')!.get();
    const of = (outcome: string) =>
      metric.values.find(({ labels }) => labels['outcome'] === outcome)?.value ?? 0;
    return ['trusted', 'unknown', 'registered', 'kept'].map(of);
  };
  const before = await outcomes();
  const { accounts } = await client.request<{ accounts: unknown[] }>(categories);
  assert.ok(accounts.length > 0);
  for (let time = 0; time < 2; time += 1) {
    assert.deepEqual(await client.request(other), { __typename: 'Query' });
  }
  const now = await outcomes();
  assert.deepEqual(
    now.map((value, index) => value - before[index]!),
    [1, 1, 1, 1],
  );
});

test('signing out ends the sockets and the access tokens of the session, and of no other', async () => {
  const input = newSignUp();
  const { client } = await newPerson(outlay.url, input);
  const signedIn = await new GraphClient(outlay.url).mutate<{ session: Tokens }>(
    `mutation ($input: SignInInput!) { signIn(input: $input) { __typename
      ... on SignInSuccess { session { accessToken refreshToken } } ... on Problem { message } } }`,
    { email: input.email, password: input.password },
  );
  const { accessToken, refreshToken } = signedIn.session;
  const other = new GraphClient(outlay.url, accessToken);
  const ends: unknown[] = [];
  const [mine, theirs] = [client, other].map((each) =>
    each.subscribe(
      overspendAlerts,
      {},
      () => {},
      (reason) => ends.push([each === other, reason]),
    ),
  );
  await other.request('{ book { id } }');
  await new Promise((resolve) => setTimeout(resolve, 300));

  await new GraphClient(outlay.url).mutate(
    `mutation ($input: SignOutInput!) { signOut(input: $input) { __typename
      ... on SignOutSuccess { sessionsEnded } } }`,
    { refreshToken },
  );
  await eventually(() => ends.length === 1);
  assert.match(JSON.stringify(ends), /^\[\[true/);
  await assert.rejects(other.request('{ book { id } }'), { code: 'UNAUTHENTICATED' });
  await client.request('{ book { id } }');
  mine?.();
  theirs?.();
  await Promise.all([client.close(), other.close()]);
});

type Tokens = { accessToken: string; refreshToken: string };

test('asking too much about the new user never costs the tokens of the sign-up', async () => {
  const response = await fetch(outlay.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: `mutation { signUp(input: { email: "curious@outlay.invalid", password: "a long enough password",
        displayName: "Curious", currency: "EUR", idempotencyKey: "curious-sign-up" }) {
        ... on SignUpSuccess { session { accessToken user { displayName } } } } }`,
    }),
  });
  const { data, errors } = (await response.json()) as Answered;
  assert.ok(data.signUp.session.accessToken);
  assert.equal(data.signUp.session.user, null);
  assert.equal(errors[0]?.extensions.code, 'UNAUTHENTICATED');
});

type Answered = {
  data: { signUp: { session: { accessToken: string; user: unknown } } };
  errors: { extensions: { code: string } }[];
};
