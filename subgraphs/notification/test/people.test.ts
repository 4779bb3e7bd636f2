import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { ConfigError } from '@outlay/service-kit/config.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { templatesFolder } from '../src/config.ts';
import { type House, newViewer, openHouse, quickRules } from './fixture.ts';
import { startSmtpReceiver } from './smtp-receiver.ts';

function channelsOf(house: House, { bookId }: Viewer, alerts: number): Promise<string[]> {
  return eventually(async () => {
    const [counted] = await house.sql`
      SELECT count(*)::int AS n FROM alerts WHERE book_id = ${bookId}`;
    if (counted?.['n'] !== alerts) return null;
    const rows = await house.sql`
      SELECT d.channel FROM deliveries d JOIN alerts a ON a.book_id = d.book_id AND a.id = d.alert_id
      WHERE d.book_id = ${bookId} ORDER BY a.sequence, d.channel`;
    return rows.map(({ channel }) => channel);
  });
}

/** Waits until a profile with that name is known. */
function known(house: House, viewer: Viewer, displayName: string) {
  return eventually(async () => {
    const rows = await house.sql`
      SELECT FROM people WHERE book_id = ${viewer.bookId} AND display_name = ${displayName}`;
    return rows.length === 1;
  });
}

test('no e-mail is made for someone who has turned it off, until they turn it on', async () => {
  await using house = await openHouse();
  await using smtp = await startSmtpReceiver();
  await house.start({ smtpUrl: smtp.url });
  const viewer = await house.signUp();
  await house.changeProfile(viewer, { displayName: 'Quiet', emailEnabled: false });
  await known(house, viewer, 'Quiet');
  await house.cross(viewer);
  assert.deepEqual(await channelsOf(house, viewer, 1), ['CONSOLE']);
  await house.changeProfile(viewer, { displayName: 'Loud', email: 'new@people.test' });
  await known(house, viewer, 'Loud');
  await house.cross(viewer);
  assert.deepEqual(await channelsOf(house, viewer, 2), ['CONSOLE', 'CONSOLE', 'EMAIL']);
  await eventually(() => smtp.mails.length === 1);
  assert.deepEqual(smtp.mails[0]?.to, ['new@people.test']);
});

test('someone who turns e-mail off gets no message that still waited', async () => {
  await using house = await openHouse();
  await using smtp = await startSmtpReceiver();
  smtp.decide(() => '451 Not now');
  const rules = { attempts: 50, retryBaseMs: 20, retryCapMs: 50 };
  await house.start({ smtpUrl: smtp.url, deliveries: { ...quickRules, ...rules } });
  const viewer = await house.signUp();
  await house.cross(viewer);
  await channelsOf(house, viewer, 1);
  await house.changeProfile(viewer, { displayName: 'Quiet', emailEnabled: false });
  const reason = await eventually(async () => {
    const [row] = await house.sql`SELECT last_error FROM deliveries WHERE state = 'FAILED'`;
    return row?.['last_error'];
  });
  assert.equal(reason, 'the channel was turned off');
  assert.equal(smtp.mails.length, 0);
});

test('a profile that came before the sign-up is not undone by it', async () => {
  await using house = await openHouse();
  await using smtp = await startSmtpReceiver();
  await house.start({ smtpUrl: smtp.url });
  const viewer = newViewer();
  await house.changeProfile(viewer, { displayName: 'Profile', emailEnabled: false, locale: 'de' });
  await known(house, viewer, 'Profile');
  const { userId, bookId } = viewer;
  await house.tell('auth.user-signed-up', bookId, {
    userId,
    bookId,
    email: 'ada@people.test',
    displayName: 'Sign-up',
    preferences: { currency: 'EUR', locale: 'en', timeZone: 'UTC', firstDayOfWeek: 1 },
  });
  await eventually(async () => {
    const rows = await house.sql`
      SELECT FROM consumer_keys WHERE topic = 'auth' AND key = ${bookId}`;
    return rows.length === 1;
  });
  await house.cross(viewer);
  assert.deepEqual(await channelsOf(house, viewer, 1), ['CONSOLE']);
  const [alert] = await house.sql`SELECT title FROM alerts WHERE book_id = ${bookId}`;
  assert.match(alert?.['title'], /überzogen$/);
});

test('an alert of someone not known yet is kept, and sent to them once they are', async () => {
  await using house = await openHouse();
  await using smtp = await startSmtpReceiver();
  await house.start({ smtpUrl: smtp.url, ownerTimeoutMs: 1 });
  const viewer = newViewer();
  await house.cross(viewer);
  assert.deepEqual(await channelsOf(house, viewer, 1), ['CONSOLE']);
  await house.changeProfile(viewer, { displayName: 'Late' });
  await known(house, viewer, 'Late');
  assert.deepEqual(await channelsOf(house, viewer, 1), ['CONSOLE', 'EMAIL']);
  await eventually(() => smtp.mails.length === 1);
  await house.changeProfile(viewer, { displayName: 'Later' });
  await known(house, viewer, 'Later');
  assert.deepEqual(await channelsOf(house, viewer, 1), ['CONSOLE', 'EMAIL']);
});

test('no address can be read in the database', async () => {
  await using house = await openHouse();
  await house.start();
  const viewer = await house.signUp({ email: 'secret.name@people.test' });
  await known(house, viewer, 'Ada');
  const [row] = await house.sql`SELECT people::text AS kept FROM people`;
  assert.match(row?.['kept'], /v1\./);
  assert.doesNotMatch(row?.['kept'], /secret\.name|people\.test/);
});

test('a broken template stops the start with one line that names it', async () => {
  await using house = await openHouse();
  const folder = await mkdtemp(join(tmpdir(), 'outlay-templates-'));
  try {
    await cp(templatesFolder, folder, { recursive: true });
    await writeFile(join(folder, 'de', 'overspent.body.liquid'), '{{ spent | raw }}');
    await assert.rejects(house.start({ templates: pathToFileURL(`${folder}/`) }), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, /de\/overspent\.body\.liquid: undefined filter: raw/);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
