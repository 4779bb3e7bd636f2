import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryDelayMs } from '@outlay/queue/retry-delay.ts';
import { readEnvironment } from '@outlay/service-kit/config.ts';
import { deliveryRules, environment } from '../src/config.ts';
import { startNotification } from '../src/service.ts';

const mail = environment.pick({ SMTP_URL: true, MAIL_FROM: true });

test('a mail server’s URL has to name a server', () => {
  for (const url of ['smtp://h', 'smtps://ana:secret@mail.example:465?tls.servername=x']) {
    assert.equal(readEnvironment(mail, { SMTP_URL: url }).SMTP_URL, url);
  }
  const refused = { name: 'ConfigError', message: /^SMTP_URL is not valid: .+$/ };
  for (const url of ['smtp://', 'smtp:h', 'smtp:///x', 'http://h', 'h:25']) {
    assert.throws(() => readEnvironment(mail, { SMTP_URL: url }), refused, url);
  }
});

test('a sender has to be one address', () => {
  const senders = [
    'alerts@example.org',
    'Outlay <alerts@localhost>',
    '"Me, @ home" <me@bücher.example>',
  ];
  for (const sender of [undefined, ...senders]) readEnvironment(mail, { MAIL_FROM: sender });
  const refused = {
    name: 'ConfigError',
    message: /^MAIL_FROM is not valid: must be one address.+$/,
  };
  for (const sender of [
    'Outlay <alerts@example.org>\r\nBcc: <eve@example.org>',
    'Outlay <alerts@example.org>\n',
    'Out\0lay <alerts@example.org>',
    'Outlay',
    '@',
    'Outlay <@>',
    'ana@example.org, bob@example.org',
    'Team: ana@example.org;',
  ]) {
    assert.throws(() => readEnvironment(mail, { MAIL_FROM: sender }), refused, sender);
  }
});

test('a mail server may be away for a day, and is asked again every hour at least', () => {
  const { attempts, retryBaseMs: baseMs, retryCapMs: capMs } = deliveryRules();
  const hourMs = 3_600_000;
  const pauses = Array.from({ length: attempts - 1 }, (_, index) => {
    const pause = (chance: number) => retryDelayMs({ attempts, baseMs, capMs }, index + 1, chance);
    return { shortest: pause(0), longest: pause(0.999) };
  });
  assert.ok(pauses.every(({ longest }) => longest <= hourMs));
  const unluckiestMs = pauses.reduce((sum, { shortest }) => sum + shortest, 0);
  assert.ok(unluckiestMs >= 24 * hourMs, `${unluckiestMs / hourMs} hours`);
});

test('a record that can’t be kept stops the start before its database is asked', async () => {
  const config = {
    databaseUrl: 'postgres://127.0.0.1:9/none',
    eventLog: {} as never,
    logger: {} as never,
    masterKey: 'x'.repeat(40),
    mailFrom: 'alerts@example.org',
    consoleFile: '/nowhere/messages.jsonl',
  };
  const refused = { name: 'ConfigError', message: /^CONSOLE_FILE .+$/ };
  await assert.rejects(startNotification(config), refused);
});
