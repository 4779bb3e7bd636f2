import { clientNetwork } from '@outlay/identity/client-network.ts';
import type { Target } from '../store/sign-in-attempts.ts';
import type { Context } from './context.ts';

/** What an attempt to sign in is counted against: the e-mail address, and where the client is. */
export function targetsOf({ auth, clientAddress }: Context, emailIndex: string): Target[] {
  const { perEmail, perAddress } = auth.settings.signIn;
  const targets: Target[] = [{ kind: 'EMAIL', subject: emailIndex, rules: perEmail }];
  if (clientAddress) {
    const network = clientNetwork(clientAddress);
    const subject = auth.sealer.blindIndex(network, 'sign_in_attempts.address');
    targets.push({ kind: 'ADDRESS', subject, rules: perAddress });
  }
  return targets;
}
