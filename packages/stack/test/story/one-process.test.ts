import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TemporaryStack, temporaryStack } from '../fixture/temporary-stack.ts';
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
