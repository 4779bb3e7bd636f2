import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { discardData } from '@outlay/embedded/postgres-server.ts';
import { startStack, type Stack } from '../../src/stack.ts';
import { liveTheStory } from './story.ts';
import { runTheTabs } from './tabs.ts';

let dataFolder: string;
let stack: Stack;

before(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'outlay-story-'));
  stack = await startStack({
    dataFolder,
    host: '127.0.0.1',
    port: 0,
    logLevel: 'error',
    mailFrom: 'Outlay <alerts@outlay.invalid>',
  });
});

after(async () => {
  await stack?.stop();
  await discardData(join(dataFolder, 'postgres'));
  await rm(dataFolder, { recursive: true, force: true });
});

test('the main job, everything in one process', async () => {
  await liveTheStory(`${stack.gateway.url}/graphql`);
});

test('the tabs of GraphiQL run as they stand', async () => {
  await runTheTabs(`${stack.gateway.url}/graphql`);
});

test('asking too much about the new user never costs the tokens of the sign-up', async () => {
  const response = await fetch(`${stack.gateway.url}/graphql`, {
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
