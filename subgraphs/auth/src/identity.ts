import type { Sealer } from '@outlay/identity/seal.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';
import type { Identity } from './store/identities.ts';

/** The keyed hash by which an e-mail address, in the form that `domain/credentials.ts` gives it, is found. */
export function emailIndexOf(sealer: Sealer, email: string): string {
  return sealer.blindIndex(email, 'identities.email');
}

export function sealEmail(sealer: Sealer, userId: string, email: string): string {
  return sealer.seal(email, emailContext(userId));
}

export function emailOf(sealer: Sealer, identity: Identity): string {
  return sealer.open(identity.emailSealed, emailContext(identity.userId));
}

/** Who runs this Outlay is a setting, so it follows the setting at once, at the next token. */
export function rolesOf(operators: ReadonlySet<string>, identity: Identity): Viewer['roles'] {
  return operators.has(identity.emailIndex) ? ['MEMBER', 'OPERATOR'] : ['MEMBER'];
}

function emailContext(userId: string): string {
  return `identities.email:${userId}`;
}
