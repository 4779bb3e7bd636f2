import type { Relay } from '@outlay/event-log/relay.ts';
import type { Sealer } from '@outlay/identity/seal.ts';
import type { Database } from '@outlay/service-kit/database.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';
import type { Passwords } from '../adapters/passwords.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { Settings } from '../settings.ts';
import type { SignInAttempts } from '../store/sign-in-attempts.ts';

/** What auth works with, the same for every request. */
export type Auth = {
  readonly database: Database;
  readonly relay: Pick<Relay, 'wake'>;
  readonly sealer: Sealer;
  readonly passwords: Passwords;
  readonly keys: KeyRing;
  readonly attempts: SignInAttempts;
  readonly settings: Settings;
  /** The e-mail indexes of those who run this Outlay. */
  readonly operators: ReadonlySet<string>;
  /** Lets gateways know of sessions that are over, so that they take no more tokens of theirs. Never rejects. */
  readonly tellEnded: (sessionIds: readonly string[]) => Promise<void>;
  readonly now: () => Date;
  readonly logger: Logger;
};

export type Context = RequestInfo & { readonly auth: Auth };
