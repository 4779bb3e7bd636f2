import type { Identity } from '../store/identities.ts';

/** A user is resolved from their identity; the e-mail address stays sealed until somebody asks for it. */
export type UserModel = Identity;
