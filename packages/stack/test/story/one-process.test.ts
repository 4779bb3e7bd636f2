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
