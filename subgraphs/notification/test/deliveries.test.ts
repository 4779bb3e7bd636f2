import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDatabase } from '@outlay/service-kit/database.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { createDeliveries } from '../src/store/deliveries.ts';
import { openHouse, quickRules } from './fixture.ts';
import { consoleLines, deliveriesOf, settled } from './settled.ts';
import { startSmtpReceiver } from './smtp-receiver.ts';

test('an alert goes to every channel of its reader, in their language', async () => {
  await using house = await openHouse();
  await using smtp = await startSmtpReceiver();
  await house.start({ smtpUrl: smtp.url });
  const viewer = await house.signUp({ locale: 'de-AT', displayName: 'Käthe <K.>' });
  await house.cross(viewer, { budgetName: 'Essen & Trinken' });
  const [console, email] = await settled(house, viewer, 2);
  assert.deepEqual([console?.state, email?.state], ['SENT', 'SENT']);
  const [mail] = smtp.mails;
  assert.ok(mail);
  assert.deepEqual(mail.to, ['ada@people.test']);
  assert.equal(mail.from, 'alerts@outlay.test');
  assert.equal(mail.messageId, `<${email?.id}@outlay.test>`);
  assert.match(mail.raw, /^Auto-Submitted: auto-generated$/m);
  const html = mail.raw.slice(mail.raw.indexOf('text/html'));
  assert.match(html, /<html lang=3D"de-AT">|<html lang="de-AT">/);
  assert.match(html, /&lt;K\.&gt;/);
  assert.match(html, /Essen &amp; Trinken/);
  const [line] = await consoleLines(house.consoleFile);
  assert.equal(line?.['deliveryId'], console?.id);
  assert.equal(line?.['to'], viewer.userId);
  assert.match(line?.['subject'] ?? '', /^Essen & Trinken: um €\s23,45 überzogen$/u);
  assert.match(line?.['text'] ?? '', /^Hallo Käthe <K\.>,\n/);
});

test('a channel that is down is tried again, then given up, and holds up no other', async () => {
  await using house = await openHouse();
  await using smtp = await startSmtpReceiver();
  smtp.decide(() => '451 Not now');
  await house.start({ smtpUrl: smtp.url });
  const viewer = await house.signUp();
  await house.cross(viewer);
  const [console, email] = await settled(house, viewer, 2);
  assert.deepEqual([console?.state, console?.attempts], ['SENT', 1]);
  assert.deepEqual([email?.state, email?.attempts], ['FAILED', quickRules.attempts]);
  assert.equal(email?.last_error, 'EMESSAGE 451');
  assert.equal(smtp.mails.length, 0);
});

test('a channel that comes back gets what waited', async () => {
  await using house = await openHouse();
  await using smtp = await startSmtpReceiver();
  let tries = 0;
  smtp.decide(() => ((tries += 1) < 3 ? '421 Too busy' : null));
  await house.start({ smtpUrl: smtp.url });
  const viewer = await house.signUp();
  await house.cross(viewer);
  const [, email] = await settled(house, viewer, 2);
  assert.deepEqual([email?.state, email?.attempts], ['SENT', 3]);
  assert.equal(smtp.mails.length, 1);
});

test('an address that is refused for good is not tried again, nor kept in the reason', async () => {
  await using house = await openHouse();
  await using smtp = await startSmtpReceiver();
  smtp.decideRecipient((address) => `550 5.1.1 <${address}> is unknown here`);
  await house.start({ smtpUrl: smtp.url });
  const viewer = await house.signUp();
  await house.cross(viewer);
  const [, email] = await settled(house, viewer, 2);
  assert.deepEqual(
    [email?.state, email?.attempts, email?.last_error],
    ['FAILED', 1, 'EENVELOPE 550'],
  );
});

test('processes side by side send every message once', async () => {
  await using house = await openHouse();
  await using smtp = await startSmtpReceiver();
  for (let n = 0; n < 3; n += 1) await house.start({ smtpUrl: smtp.url });
  const viewers = await Promise.all(Array.from({ length: 6 }, () => house.signUp()));
  for (let n = 0; n < 5; n += 1) for (const viewer of viewers) await house.cross(viewer);
  for (const viewer of viewers) await settled(house, viewer, 10);
  const ids = smtp.mails.map(({ messageId }) => messageId);
  assert.equal(ids.length, 30);
  assert.equal(new Set(ids).size, 30);
  const lines = await consoleLines(house.consoleFile);
  assert.equal(new Set(lines.map((line) => line['deliveryId'])).size, 30);
  assert.equal(lines.length, 30);
});

test('what a dead process had claimed is left alone, then sent under the same id', async () => {
  await using house = await openHouse();
  await using smtp = await startSmtpReceiver();
  const first = await house.start();
  const viewer = await house.signUp();
  await house.cross(viewer);
  await settled(house, viewer, 1);
  await first.stop();
  // A process claimed this e-mail, handed it over, and died before it could say so.
  const [alert] = await house.sql`SELECT id FROM alerts WHERE book_id = ${viewer.bookId}`;
  const [claimed] = await house.sql`
    INSERT INTO deliveries (book_id, id, alert_id, channel, attempts, next_attempt_at)
    VALUES (${viewer.bookId}, gen_random_uuid(), ${alert?.['id']}, 'EMAIL', 1,
            now() + interval '1 hour')
    RETURNING id`;
  const shortLease = { ...quickRules, sendTimeoutMs: 500, leaseMs: 1_000 };
  await house.start({ smtpUrl: smtp.url, deliveries: shortLease });
  const other = await house.signUp();
  await house.cross(other);
  await settled(house, other, 2);
  assert.equal(smtp.mails.length, 1);

  await house.sql`UPDATE deliveries SET next_attempt_at = now() WHERE id = ${claimed?.['id']}`;
  const [, email] = await settled(house, viewer, 2);
  assert.deepEqual([email?.state, email?.attempts], ['SENT', 2]);
  assert.equal(smtp.mails[1]?.messageId, `<${claimed?.['id']}@outlay.test>`);
});

test('a message whose last try never came back is given up, not sent for ever', async () => {
  await using house = await openHouse();
  await using smtp = await startSmtpReceiver();
  smtp.decide(() => '451 Not now');
  await house.start({ smtpUrl: smtp.url, deliveries: { ...quickRules, retryBaseMs: 100_000 } });
  const viewer = await house.signUp();
  await house.cross(viewer);
  await eventually(async () => (await deliveriesOf(house, viewer))[1]?.last_error);
  smtp.decide(() => null);
  await house.sql`
    UPDATE deliveries SET attempts = ${quickRules.attempts}, next_attempt_at = now()
    WHERE book_id = ${viewer.bookId} AND channel = 'EMAIL'`;
  const [, email] = await settled(house, viewer, 2);
  assert.deepEqual([email?.state, email?.last_error], ['FAILED', 'the last try never came back']);
  assert.equal(smtp.mails.length, 0);
});

test('two workers never hold the same delivery, and only the latest try is believed', async () => {
  await using house = await openHouse();
  const instance = await house.start();
  const viewer = await house.signUp();
  for (let n = 0; n < 8; n += 1) await house.cross(viewer);
  const rows = await settled(house, viewer, 8);
  await instance.stop();
  await house.sql`
    UPDATE deliveries
    SET state = 'PENDING', sent_at = NULL, attempts = 0, next_attempt_at = now()`;
  const database = openDatabase(house.databaseUrl, { maxConnections: 4 });
  try {
    const deliveries = createDeliveries(database.sql, 60_000);
    const { bookId } = viewer;
    const tries = rows.flatMap(({ id }) => [1, 2, 3, 4].map(() => id));
    const claims = await Promise.all(tries.map((id) => deliveries.claim({ bookId, id })));
    const claimed = claims.flatMap((claim) => (claim.kind === 'CLAIMED' ? [claim.delivery] : []));
    assert.equal(claimed.length, 8);
    assert.equal(new Set(claimed.map(({ id }) => id)).size, 8);
    const held = claims.flatMap((claim) => (claim.kind === 'HELD' ? [claim.forMs] : []));
    assert.equal(held.length, 24);
    assert.ok(held.every((ms) => ms > 30_000 && ms <= 60_000));

    const [early] = claimed;
    assert.ok(early);
    await house.sql`UPDATE deliveries SET next_attempt_at = now() WHERE id = ${early.id}`;
    const late = await deliveries.claim(early);
    assert.ok(late.kind === 'CLAIMED');
    assert.deepEqual([late.delivery.id, late.delivery.attempt], [early.id, 2]);
    await deliveries.giveUp(early, 'too late to say');
    const stateOf = async () =>
      (await deliveriesOf(house, viewer)).find(({ id }) => id === early.id)?.state;
    assert.equal(await stateOf(), 'PENDING');
    await deliveries.sent(late.delivery);
    assert.equal(await stateOf(), 'SENT');
    await house.sql`UPDATE deliveries SET next_attempt_at = now() WHERE id = ${early.id}`;
    assert.deepEqual(await deliveries.claim(early), { kind: 'SENT' });
  } finally {
    await database.close();
  }
});

test('a password is not sent where TLS was asked for and is not to be had', async () => {
  await using house = await openHouse();
  await using smtp = await startSmtpReceiver();
  await house.start({ smtpUrl: `smtp://ada:secret@${smtp.host}?requireTLS=true` });
  const viewer = await house.signUp();
  await house.cross(viewer);
  const [, email] = await settled(house, viewer, 2);
  assert.deepEqual([email?.state, email?.last_error], ['FAILED', 'ETLS 502']);
  assert.ok(smtp.commands.every((line) => !/AUTH|MAIL/.test(line)));
});
