import { environment as auth } from '@outlay/auth/config.ts';
import { environment as notification } from '@outlay/notification/config.ts';
import { doorIn, doorSettings } from '@outlay/gateway/door-settings.ts';
import { asGoodAsNone } from '@outlay/gateway/guards/without-budgets.ts';
import type { SenderLimits } from '@outlay/gateway/guards/sender-limits.ts';
import { type OnDoubt, readEnvironment } from '@outlay/service-kit/config.ts';
import {
  count,
  host,
  logLevel,
  onOff,
  pieceSettings,
  portOr,
} from '@outlay/service-kit/settings.ts';
import { z } from 'zod';

/** Whoever runs Outlay for themselves is not to be kept from it, unless they ask for that. */
function budget({ description }: { readonly description?: string | undefined }) {
  return count.default(asGoodAsNone).describe(`${description}; as good as none unless given`);
}

/** The settings of `npm start`; every one has a default that works on a bare machine. */
export const environment = z.object({
  OUTLAY_DATA: z.string().default('.outlay').describe('the folder that keeps all data'),
  HOST: host,
  PORT: portOr(4000),
  LOG_LEVEL: logLevel('warn'),
  METRICS_PORT: pieceSettings.METRICS_PORT,
  FAST_PATH: onOff.describe(
    'on or off: whether operations are prepared and compiled; off, Apollo and graphql-js execute all',
  ),
  KEEP_ANSWERS: onOff.describe(
    'on or off: whether answers are kept in memory where the schema says so',
  ),
  ...doorSettings,
  LIMIT_POINTS_PER_MINUTE: budget(doorSettings.LIMIT_POINTS_PER_MINUTE),
  LIMIT_POINTS_PER_MINUTE_ADDRESS: budget(doorSettings.LIMIT_POINTS_PER_MINUTE_ADDRESS),
  ...auth.pick({ OPERATOR_EMAILS: true }).shape,
  ...notification.pick({ SMTP_URL: true, MAIL_FROM: true }).shape,
});

export type StackConfig = {
  readonly dataFolder: string;
  readonly host: string;
  readonly port: number;
  readonly logLevel: z.output<typeof environment>['LOG_LEVEL'];
  /** Where Prometheus' metrics are served; nowhere when left out. */
  readonly metricsPort?: number | undefined;
  /** Whether operations are prepared and compiled. On unless said otherwise. */
  readonly fastPath?: boolean;
  /** Whether answers are kept where the schema says so. On unless said otherwise. */
  readonly keepAnswers?: boolean;
  readonly smtpUrl?: string | undefined;
  readonly mailFrom: string;
  readonly operatorEmails?: readonly string[];
  /** What clients meet at the door, where that differs from a gateway's defaults. */
  readonly door?: Partial<ReturnType<typeof doorIn>>;
  /** What one operation may ask for, where that differs from a gateway's defaults. */
  readonly limits?: Partial<SenderLimits>;
  /** Settings of its PostgreSQL that differ from ours, by PostgreSQL's own names. */
  readonly postgresSettings?: Readonly<Record<string, string>>;
};

/** Reads the environment; throws a ConfigError that names the variable that is wrong. */
export function stackConfig(
  onDoubt?: OnDoubt,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): StackConfig {
  const given = readEnvironment(environment, variables, onDoubt);
  return {
    dataFolder: given.OUTLAY_DATA,
    host: given.HOST,
    port: given.PORT,
    logLevel: given.LOG_LEVEL,
    metricsPort: given.METRICS_PORT,
    fastPath: given.FAST_PATH === 'on',
    keepAnswers: given.KEEP_ANSWERS === 'on',
    smtpUrl: given.SMTP_URL,
    mailFrom: given.MAIL_FROM,
    operatorEmails: given.OPERATOR_EMAILS,
    door: doorIn(given),
  };
}
