import { readEnvironment } from '@outlay/service-kit/config.ts';
import { commaSeparated, host, logLevel, portOr } from '@outlay/service-kit/settings.ts';
import { z } from 'zod';

/** The settings of `npm start`; every one has a default that works on a bare machine. */
const settings = z.object({
  OUTLAY_DATA: z.string().default('.outlay').describe('the folder that keeps all data'),
  HOST: host,
  PORT: portOr(4000),
  LOG_LEVEL: logLevel('warn'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe(
      'the mail server for alerts, smtp:// or smtps://; without it they go to the record only',
    ),
  OPERATOR_EMAILS: commaSeparated.describe(
    'e-mail addresses of those who run this Outlay, separated by commas',
  ),
  MAIL_FROM: z.string().default('Outlay <alerts@outlay.invalid>').describe('the sender of mails'),
});

export type StackConfig = {
  readonly dataFolder: string;
  readonly host: string;
  readonly port: number;
  readonly logLevel: z.output<typeof settings>['LOG_LEVEL'];
  readonly smtpUrl?: string | undefined;
  readonly mailFrom: string;
  readonly operatorEmails?: readonly string[];
};

/** Reads the environment; throws a ConfigError that names the variable that is wrong. */
export function stackConfig(): StackConfig {
  const given = readEnvironment(settings, process.env);
  return {
    dataFolder: given.OUTLAY_DATA,
    host: given.HOST,
    port: given.PORT,
    logLevel: given.LOG_LEVEL,
    smtpUrl: given.SMTP_URL,
    mailFrom: given.MAIL_FROM,
    operatorEmails: given.OPERATOR_EMAILS,
  };
}
