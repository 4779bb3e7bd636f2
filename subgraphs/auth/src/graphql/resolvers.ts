import { refreshSession } from './Mutation/refreshSession.ts';
import { signIn } from './Mutation/signIn.ts';
import { signOut } from './Mutation/signOut.ts';
import { signUp } from './Mutation/signUp.ts';
import { sessions } from './Query/sessions.ts';
import type { Resolvers } from './types.generated.ts';
import { User } from './User.ts';

export const resolvers: Resolvers = {
  Query: { sessions },
  Mutation: { signUp, signIn, refreshSession, signOut },
  User,
};
