import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { openQueue } from '@outlay/queue/open.ts';
import { openDatabase } from '@outlay/service-kit/database.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { register } from 'prom-client';
import { deadDeliveriesCommand } from '../src/jobs/dead-deliveries-command.ts';
import { deliveryJob } from '../src/jobs/delivery-job.ts';
import { announceOnPostgres } from '../src/store/bell-on-postgres.ts';
import { createDeadDeliveries } from '../src/store/dead-deliveries.ts';
import { type House, openHouse, quickRules } from './fixture.ts';
import { settled } from './settled.ts';
import { startSmtpReceiver } from './smtp-receiver.ts';

/** What an operator has: the command, and what it works on. */
async function openDesk(house: House) {
  const database = openDatabase(house.databaseUrl, { maxConnections: 2 });
  const queue = await openQueue(house.databaseUrl, { logger: createLogger('queue', 'silent') });
  const deadDeliveries = createDeadDeliveries(database.sql, announceOnPostgres);
  return {
    queue,
    command: async (...args: string[]) => {
      let said = '';
      const write = (more: string) => void (said += more);
      const status = await deadDeliveriesCommand({ args, write, deadDeliveries, queue });
      return { said, status };
    },
    [Symbol.asyncDispose]: async () => {
      await queue.stop();
      await database.close();
    },
  };
}

async function counted(channel: string): Promise<Record<string, number>> {
  const metric = await register.getSingleMetric('outlay_notification_deliveries_total')?.get();
  const ours = metric?.values.filter(({ labels }) => labels['channel'] === channel) ?? [];
  return Object.fromEntries(ours.map(({ labels, value }) => [labels['outcome'], value]));
}

test('what was given up is a dead letter, and an operator lists it and has it tried anew', async () => {
  await using house = await openHouse();
  await using smtp = await startSmtpReceiver();
  smtp.decide(() => '451 Not now');
  await house.start({ smtpUrl: smtp.url });
  await using desk = await openDesk(house);
  const { queue, command } = desk;
  const [first, second, third] = [await house.signUp(), await house.signUp(), await house.signUp()];
  for (const viewer of [first, second, third]) {
    await house.cross(viewer);
    await settled(house, viewer, 2);
  }
  const letters = await eventually(async () => {
    const found = await queue.deadLetters(deliveryJob('EMAIL'), 10);
    return found.length === 3 ? found : null;
  });
  const failed = (await settled(house, first, 2)).find(({ state }) => state === 'FAILED');
  const letter = letters.find(({ id }) => id === failed?.id);
  assert.deepEqual([letter?.attempts, letter?.reason], [quickRules.attempts, 'EMESSAGE 451']);
  assert.deepEqual(await counted('EMAIL'), { retried: 6, failed: 3 });
  assert.deepEqual(await counted('CONSOLE'), { sent: 3 });

  const listed = await command('list', '--limit', '2');
  assert.equal(listed.status, 0);
  const lines = listed.said.trimEnd().split('\n');
  assert.match(lines[0] ?? '', new RegExp(`^${failed?.id}  .*EMAIL  tried 3×  EMESSAGE 451`));
  assert.deepEqual([lines.length, lines[2]], [3, '… and 1 more']);

  smtp.decide(() => null);
  const one = await command('replay', failed?.id ?? '');
  assert.deepEqual(one, { said: `${failed?.id}  to be tried anew\n`, status: 0 });
  const email = (await settled(house, first, 2)).find(({ channel }) => channel === 'EMAIL');
  assert.deepEqual([email?.state, email?.attempts], ['SENT', 1]);
  const twice = await command('replay', failed?.id ?? '');
  assert.equal(twice.status, 1);
  const none = { said: 'nope  is not among the dead deliveries\n', status: 1 };
  assert.deepEqual(await command('replay', 'nope'), none);

  assert.equal((await command('replay', '--all')).status, 0);
  for (const viewer of [second, third]) await settled(house, viewer, 2);
  assert.equal(smtp.mails.length, 3);
  assert.deepEqual(await command('list'), {
    said: 'There are no dead deliveries.\n',
    status: 0,
  });
  assert.deepEqual(await command('replay', '--all'), await command('list'));
  await eventually(async () => (await queue.depth(deliveryJob('EMAIL'))).dead === 0);
});

test('a command that isn’t one changes nothing and says what there is', async () => {
  await using house = await openHouse();
  await (await house.start()).stop();
  await using desk = await openDesk(house);
  const wrong = [[], ['list', 'x'], ['replay'], ['list', '--limit', '0']];
  for (const args of [...wrong, ['replay', '--all', '--limit', '3'], ['drop'], ['--no']]) {
    const { said, status } = await desk.command(...args);
    assert.equal(status, 2, args.join(' '));
    assert.match(said, /replay <id>… \| --all/);
  }
});

test('the command runs with what the environment says', async () => {
  await using house = await openHouse();
  await (await house.start()).stop();
  const path = new URL('../src/dead-deliveries.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [path, 'list'], {
    env: { PATH: process.env['PATH'], DATABASE_URL: house.databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said, [status]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  assert.deepEqual([said, status], ['There are no dead deliveries.\n', 0]);
});
