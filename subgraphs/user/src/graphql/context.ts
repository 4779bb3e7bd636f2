import type { Relay } from '@outlay/event-log/relay.ts';
import type { Sealer } from '@outlay/identity/seal.ts';
import type { Database } from '@outlay/service-kit/database.ts';
import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';
import type { Profile } from '../profile.ts';

/** What user works with, the same for every request. */
export type Profiles = {
  readonly database: Database;
  readonly relay: Pick<Relay, 'wake'>;
  readonly sealer: Sealer;
  /** The profile of a viewer. Waits for it right after signing up; throws NOT_READY when it doesn't come. */
  readonly of: (viewer: { bookId: string; userId: string }) => Promise<Profile>;
  readonly now: () => Date;
};

export type Context = RequestInfo & { readonly profiles: Profiles };
