import { readFileSync } from 'node:fs';
import { checkQueueUrl } from '@outlay/queue/open.ts';
import { subgraphSettings } from '@outlay/runtime/settings.ts';
import { ConfigError, type OnDoubt, readEnvironment } from '@outlay/service-kit/config.ts';
import { masterKey, urlThat } from '@outlay/service-kit/settings.ts';
import addressparser from 'nodemailer/lib/addressparser';
import { z } from 'zod';
import type { DeliveryRules } from './jobs/deliver.ts';

const queueUrl = urlThat(checkQueueUrl)
  .optional()
  .describe(
    'the URL of the queue that messages wait in, amqp://… or postgres://…; its own database unless given',
  )
  .meta({ secret: true });

const address = z.email({ pattern: z.regexes.unicodeEmail });

/** Whether a text is what a mail's From may say: one address, with or without a name before it. */
function isSender(text: string): boolean {
  // A line's end would begin another header.
  if (/\p{Cc}/u.test(text)) return false;
  const [sender, ...others] = addressparser(text);
  if (!sender || others.length > 0 || !('address' in sender)) return false;
  return address.safeParse(sender.address).success;
}

/** The environment of notification as a process of its own. */
export const environment = z.object({
  ...subgraphSettings(4005),
  MASTER_KEY: masterKey,
  QUEUE_URL: queueUrl,
  SMTP_URL: z
    // Without the slashes, or with three of them, it is a URL too, but one that names no server.
    .url({ protocol: /^smtps?$/, hostname: /./ })
    .optional()
    .describe('the mail server, smtp://host or smtps://host; without it nothing is sent by e-mail')
    .meta({ secret: true }),
  MAIL_FROM: z
    .string()
    .refine(isSender, 'must be one address, such as Outlay <alerts@example.org>')
    .default('Outlay <alerts@outlay.invalid>')
    .describe('the sender of mails: Outlay <alerts@example.org>'),
  CONSOLE_FILE: z
    .string()
    .optional()
    .describe(
      'the file that keeps a record of what was sent, texts included; without it the log says only that',
    ),
});

export const readConfig = (onDoubt?: OnDoubt) => readEnvironment(environment, process.env, onDoubt);

/** What each of its commands needs. */
export const commands = {
  migrate: environment.pick({ DATABASE_URL: true, LOG_LEVEL: true }),
  'dead-letters': environment.pick({
    DATABASE_URL: true,
    LOG_LEVEL: true,
    MASTER_KEY: true,
    SMTP_URL: true,
  }),
  'dead-deliveries': environment.pick({ DATABASE_URL: true, LOG_LEVEL: true, QUEUE_URL: true }),
};

export const readMigrationConfig = () => readEnvironment(commands.migrate, process.env);

export const readDeadLettersConfig = () => readEnvironment(commands['dead-letters'], process.env);

export const readDeadDeliveriesConfig = () =>
  readEnvironment(commands['dead-deliveries'], process.env);

const ms = z.int().positive();

const rules = z
  .object({
    attempts: z.int().positive().max(100),
    retryBaseMs: ms,
    retryCapMs: ms,
    concurrency: z.int().positive().max(100),
    sendTimeoutMs: ms,
    leaseMs: ms,
    pollMs: ms,
  })
  // Otherwise a second worker could claim what the first is still sending.
  .refine(({ leaseMs, sendTimeoutMs }) => leaseMs >= 2 * sendTimeoutMs, {
    path: ['leaseMs'],
    message: 'must be at least twice sendTimeoutMs',
  });

/** How messages are tried again, from config/deliveries.json. Throws a ConfigError that names the field. */
export function deliveryRules(): DeliveryRules {
  const file = new URL('../config/deliveries.json', import.meta.url);
  const parsed = rules.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ConfigError(`config/deliveries.json: ${issue?.path.join('.')} ${issue?.message}`);
}

/** The texts that people get, one folder per locale. */
export const templatesFolder: URL = new URL('../config/templates/', import.meta.url);
