import type { Profile } from '../profile.ts';

export type UserModel = Profile;
