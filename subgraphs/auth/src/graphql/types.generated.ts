// Generated from schema.graphql by `npm run schema`. Don't edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserModel } from './models.ts';
import type { Context } from './context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A calendar date without time or zone, `YYYY-MM-DD`. */
  Date: { input: string; output: string; }
  /** An instant, RFC 3339 in UTC with milliseconds: `2026-03-01T09:30:00.000Z`. */
  DateTime: { input: string; output: Date | string; }
  /** An integer of up to 64 bits, as a decimal string so that no client rounds it. */
  BigInt: { input: bigint; output: bigint; }
  /** An exact decimal number, as a string: `"12.50"`. A JSON number is accepted as input only when it is an integer. */
  Decimal: { input: string; output: string; }
  /** An ISO 4217 currency code in capitals: `EUR`. */
  CurrencyCode: { input: string; output: string; }
  /** An opaque place in a list or a stream. Pass back what you were given. */
  Cursor: { input: string; output: string; }
  /** An opaque place in a book's history, returned by every write. Pass it to a report as `atLeast` to read your own write. */
  Position: { input: bigint; output: bigint; }
  _FieldSet: { input: string; output: string; }
};

/** An amount of one currency. */
export type Money = {
  __typename?: 'Money';
  /** The amount as an exact decimal in the currency's major unit, with as many decimals as the currency has: `"12.50"`. */
  amount: Scalars['Decimal']['output'];
  /** The same amount as an integer in the currency's minor unit: `"1250"`. */
  minorUnits: Scalars['BigInt']['output'];
  /** The currency of the amount. */
  currency: Scalars['CurrencyCode']['output'];
};

/** An amount as it is given by a client. */
export type MoneyInput = {
  /** The amount in the currency's major unit: `"12.50"`. More decimals than the currency has are refused. */
  amount: Scalars['Decimal']['input'];
  /** The currency; left out, it is that of the account or the book, unless the field says otherwise. */
  currency?: InputMaybe<Scalars['CurrencyCode']['input']>;
};

/** Where a page stands in its list (Relay). */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** Whether more follows after `endCursor`. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether there is something before `startCursor`. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first edge of this page. */
  startCursor: Maybe<Scalars['Cursor']['output']>;
  /** The cursor of the last edge of this page. */
  endCursor: Maybe<Scalars['Cursor']['output']>;
};

/** An expected failure. Nothing was changed. */
export type Problem = {
  /** What is wrong and what to do, in a sentence meant for people. */
  message: Scalars['String']['output'];
};

/** The input breaks a rule. */
export type InvalidInput = Problem & {
  __typename?: 'InvalidInput';
  /** What is wrong and what to do, in a sentence meant for people. */
  message: Scalars['String']['output'];
  /** Every field that breaks a rule. */
  fields: Array<FieldProblem>;
};

/** One field of the input that breaks a rule. */
export type FieldProblem = {
  __typename?: 'FieldProblem';
  /** Where the field stands in the input, outermost first: `["amount", "currency"]`. */
  path: Array<Scalars['String']['output']>;
  /** What is wrong with it and what to do. */
  message: Scalars['String']['output'];
};

/** Nothing of that id is there for this viewer. */
export type NotFound = Problem & {
  __typename?: 'NotFound';
  /** What is wrong and what to do, in a sentence meant for people. */
  message: Scalars['String']['output'];
  /** The id that was asked for. */
  id: Scalars['ID']['output'];
};

/** The idempotency key was used before with other input. Use a new key for a new request. */
export type IdempotencyConflict = Problem & {
  __typename?: 'IdempotencyConflict';
  /** What is wrong and what to do, in a sentence meant for people. */
  message: Scalars['String']['output'];
  /** The key that was sent. */
  idempotencyKey: Scalars['String']['output'];
};

export type Query = {
  __typename?: 'Query';
  /** The sessions in which the viewer is signed in, newest first. */
  sessions: Maybe<Array<SignedInSession>>;
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Creates an identity, its user and its book, and signs in. The same key with the same input signs in again instead of creating a second one. */
  signUp: SignUpResult;
  /** Signs in with an e-mail address and a password. Starts a new session, so it takes no idempotency key. */
  signIn: SignInResult;
  /** Exchanges a refresh token for a new pair of tokens. Each refresh token works once; using one twice ends its session. */
  refreshSession: RefreshSessionResult;
  /** Ends the session of a refresh token. Ending an ended session succeeds. */
  signOut: SignOutResult;
};


export type MutationSignUpArgs = {
  input: SignUpInput;
};


export type MutationSignInArgs = {
  input: SignInInput;
};


export type MutationRefreshSessionArgs = {
  input: RefreshSessionInput;
};


export type MutationSignOutArgs = {
  input: SignOutInput;
};

/** A person who uses Outlay. */
export type User = {
  __typename?: 'User';
  /** The user's id. */
  id: Scalars['ID']['output'];
  /** The e-mail address used to sign in. Only the user may read it. */
  email: Maybe<Scalars['String']['output']>;
  /** What the user may do. */
  roles: Maybe<Array<Role>>;
};

/** What a user may do beyond their own book. */
export type Role =
  /** Uses their own book. */
  | 'MEMBER'
  /** Runs this Outlay. */
  | 'OPERATOR';

/** Who signs up. */
export type SignUpInput = {
  /** An e-mail address that no other user has. */
  email: Scalars['String']['input'];
  /** 12 to 256 characters. */
  password: Scalars['String']['input'];
  /** How the person wants to be called. */
  displayName: Scalars['String']['input'];
  /** The currency of the book; it can't be changed later. */
  currency: Scalars['CurrencyCode']['input'];
  /** BCP 47 language tag, such as `en-GB`. */
  locale?: Scalars['String']['input'];
  /** IANA time zone, such as `Europe/Berlin`. */
  timeZone?: Scalars['String']['input'];
  /** ISO weekday on which a week starts: 1 is Monday, 7 Sunday. */
  firstDayOfWeek?: Scalars['Int']['input'];
  /** Chosen by the client, unique per request, 8 to 128 visible ASCII characters without spaces. Sending the same request again with it is safe. */
  idempotencyKey: Scalars['String']['input'];
};

/** Credentials. */
export type SignInInput = {
  /** The e-mail address. */
  email: Scalars['String']['input'];
  /** The password. */
  password: Scalars['String']['input'];
};

/** A refresh token to exchange. */
export type RefreshSessionInput = {
  /** The newest refresh token of the session. */
  refreshToken: Scalars['String']['input'];
};

/** The session to end. */
export type SignOutInput = {
  /** A refresh token of the session. */
  refreshToken: Scalars['String']['input'];
  /** Ends all of the user's sessions. */
  everywhere?: Scalars['Boolean']['input'];
};

/** The tokens of one session. */
export type Session = {
  __typename?: 'Session';
  /** Sent with requests as `Authorization: Bearer …`. */
  accessToken: Scalars['String']['output'];
  /** When the access token stops working: 10 minutes after it was made. */
  accessTokenExpiresAt: Scalars['DateTime']['output'];
  /** Exchanged for new tokens by `refreshSession`. Works once. */
  refreshToken: Scalars['String']['output'];
  /** When the refresh token stops working unless it is used before. */
  refreshTokenExpiresAt: Scalars['DateTime']['output'];
  /** Who is signed in. A request without an access token can ask for `id`, `email` and `roles` only; ask `me` for the rest with the new one. Nullable, so that asking for more never costs the tokens beside it. */
  user: Maybe<User>;
};

/** A session in which the viewer is signed in. */
export type SignedInSession = {
  __typename?: 'SignedInSession';
  /** The session's id. */
  id: Scalars['ID']['output'];
  /** When it began. */
  startedAt: Scalars['DateTime']['output'];
  /** When its tokens were last renewed. */
  refreshedAt: Scalars['DateTime']['output'];
  /** Whether it is the session of this request. */
  current: Scalars['Boolean']['output'];
};

/** What `signUp` answers. */
export type SignUpResult = SignUpSuccess | EmailTaken | InvalidInput | IdempotencyConflict;

/** The person is signed up and signed in. */
export type SignUpSuccess = {
  __typename?: 'SignUpSuccess';
  /** The new session. */
  session: Session;
};

/** Another user has that e-mail address. */
export type EmailTaken = Problem & {
  __typename?: 'EmailTaken';
  /** What is wrong and what to do, in a sentence meant for people. */
  message: Scalars['String']['output'];
};

/** What `signIn` answers. */
export type SignInResult = SignInSuccess | WrongCredentials | TooManyAttempts | InvalidInput;

/** The person is signed in. */
export type SignInSuccess = {
  __typename?: 'SignInSuccess';
  /** The new session. */
  session: Session;
};

/** No user has that e-mail address with that password. */
export type WrongCredentials = Problem & {
  __typename?: 'WrongCredentials';
  /** What is wrong and what to do, in a sentence meant for people. */
  message: Scalars['String']['output'];
};

/** There were too many attempts for that e-mail address. Wait before the next. */
export type TooManyAttempts = Problem & {
  __typename?: 'TooManyAttempts';
  /** What is wrong and what to do, in a sentence meant for people. */
  message: Scalars['String']['output'];
  /** How long to wait, in seconds. */
  retryAfterSeconds: Scalars['Int']['output'];
};

/** What `refreshSession` answers. */
export type RefreshSessionResult = RefreshSessionSuccess | SessionEnded;

/** The session goes on with new tokens. */
export type RefreshSessionSuccess = {
  __typename?: 'RefreshSessionSuccess';
  /** The session with its new tokens. */
  session: Session;
};

/** The refresh token is unknown, expired, used before or signed out. Sign in again. */
export type SessionEnded = Problem & {
  __typename?: 'SessionEnded';
  /** What is wrong and what to do, in a sentence meant for people. */
  message: Scalars['String']['output'];
};

/** What `signOut` answers. */
export type SignOutResult = SignOutSuccess;

/** The session is over. */
export type SignOutSuccess = {
  __typename?: 'SignOutSuccess';
  /** How many sessions ended with this request. */
  sessionsEnded: Scalars['Int']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  SignUpResult:
    | ( Omit<SignUpSuccess, 'session'> & { session: _RefType['Session'] } )
    | ( EmailTaken )
    | ( InvalidInput )
    | ( IdempotencyConflict )
  ;
  SignInResult:
    | ( Omit<SignInSuccess, 'session'> & { session: _RefType['Session'] } )
    | ( WrongCredentials )
    | ( TooManyAttempts )
    | ( InvalidInput )
  ;
  RefreshSessionResult:
    | ( Omit<RefreshSessionSuccess, 'session'> & { session: _RefType['Session'] } )
    | ( SessionEnded )
  ;
  SignOutResult: ( SignOutSuccess );
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Problem:
    | ( InvalidInput )
    | ( NotFound )
    | ( IdempotencyConflict )
    | ( EmailTaken )
    | ( WrongCredentials )
    | ( TooManyAttempts )
    | ( SessionEnded )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  BigInt: ResolverTypeWrapper<Scalars['BigInt']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  CurrencyCode: ResolverTypeWrapper<Scalars['CurrencyCode']['output']>;
  Cursor: ResolverTypeWrapper<Scalars['Cursor']['output']>;
  Position: ResolverTypeWrapper<Scalars['Position']['output']>;
  Money: ResolverTypeWrapper<Money>;
  MoneyInput: MoneyInput;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Problem: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Problem']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  InvalidInput: ResolverTypeWrapper<InvalidInput>;
  FieldProblem: ResolverTypeWrapper<FieldProblem>;
  NotFound: ResolverTypeWrapper<NotFound>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  IdempotencyConflict: ResolverTypeWrapper<IdempotencyConflict>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  User: ResolverTypeWrapper<UserModel>;
  Role: Role;
  SignUpInput: SignUpInput;
  SignInInput: SignInInput;
  RefreshSessionInput: RefreshSessionInput;
  SignOutInput: SignOutInput;
  Session: ResolverTypeWrapper<Omit<Session, 'user'> & { user?: Maybe<ResolversTypes['User']> }>;
  SignedInSession: ResolverTypeWrapper<SignedInSession>;
  SignUpResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SignUpResult']>;
  SignUpSuccess: ResolverTypeWrapper<Omit<SignUpSuccess, 'session'> & { session: ResolversTypes['Session'] }>;
  EmailTaken: ResolverTypeWrapper<EmailTaken>;
  SignInResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SignInResult']>;
  SignInSuccess: ResolverTypeWrapper<Omit<SignInSuccess, 'session'> & { session: ResolversTypes['Session'] }>;
  WrongCredentials: ResolverTypeWrapper<WrongCredentials>;
  TooManyAttempts: ResolverTypeWrapper<TooManyAttempts>;
  RefreshSessionResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RefreshSessionResult']>;
  RefreshSessionSuccess: ResolverTypeWrapper<Omit<RefreshSessionSuccess, 'session'> & { session: ResolversTypes['Session'] }>;
  SessionEnded: ResolverTypeWrapper<SessionEnded>;
  SignOutResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SignOutResult']>;
  SignOutSuccess: ResolverTypeWrapper<SignOutSuccess>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  BigInt: Scalars['BigInt']['output'];
  Decimal: Scalars['Decimal']['output'];
  CurrencyCode: Scalars['CurrencyCode']['output'];
  Cursor: Scalars['Cursor']['output'];
  Position: Scalars['Position']['output'];
  Money: Money;
  MoneyInput: MoneyInput;
  PageInfo: PageInfo;
  Problem: ResolversInterfaceTypes<ResolversParentTypes>['Problem'];
  String: Scalars['String']['output'];
  InvalidInput: InvalidInput;
  FieldProblem: FieldProblem;
  NotFound: NotFound;
  ID: Scalars['ID']['output'];
  IdempotencyConflict: IdempotencyConflict;
  Query: Record<PropertyKey, never>;
  Mutation: Record<PropertyKey, never>;
  User: UserModel;
  SignUpInput: SignUpInput;
  SignInInput: SignInInput;
  RefreshSessionInput: RefreshSessionInput;
  SignOutInput: SignOutInput;
  Session: Omit<Session, 'user'> & { user?: Maybe<ResolversParentTypes['User']> };
  SignedInSession: SignedInSession;
  SignUpResult: ResolversUnionTypes<ResolversParentTypes>['SignUpResult'];
  SignUpSuccess: Omit<SignUpSuccess, 'session'> & { session: ResolversParentTypes['Session'] };
  EmailTaken: EmailTaken;
  SignInResult: ResolversUnionTypes<ResolversParentTypes>['SignInResult'];
  SignInSuccess: Omit<SignInSuccess, 'session'> & { session: ResolversParentTypes['Session'] };
  WrongCredentials: WrongCredentials;
  TooManyAttempts: TooManyAttempts;
  RefreshSessionResult: ResolversUnionTypes<ResolversParentTypes>['RefreshSessionResult'];
  RefreshSessionSuccess: Omit<RefreshSessionSuccess, 'session'> & { session: ResolversParentTypes['Session'] };
  SessionEnded: SessionEnded;
  SignOutResult: ResolversUnionTypes<ResolversParentTypes>['SignOutResult'];
  SignOutSuccess: SignOutSuccess;
  Int: Scalars['Int']['output'];
  Boolean: Scalars['Boolean']['output'];
};

export type CacheControlDirectiveArgs = {
  maxAge?: Maybe<Scalars['Int']['input']>;
  inheritMaxAge?: Maybe<Scalars['Boolean']['input']>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = Context, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface BigIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['BigInt'], any> {
  name: 'BigInt';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export interface CurrencyCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['CurrencyCode'], any> {
  name: 'CurrencyCode';
}

export interface CursorScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Cursor'], any> {
  name: 'Cursor';
}

export interface PositionScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Position'], any> {
  name: 'Position';
}

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  minorUnits?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['Cursor']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['Cursor']>, ParentType, ContextType>;
};

export type ProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  __resolveType?: TypeResolveFn<'InvalidInput' | 'NotFound' | 'IdempotencyConflict' | 'EmailTaken' | 'WrongCredentials' | 'TooManyAttempts' | 'SessionEnded', ParentType, ContextType>;
};

export type InvalidInputResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidInput'] = ResolversParentTypes['InvalidInput']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  fields?: Resolver<Array<ResolversTypes['FieldProblem']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FieldProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FieldProblem'] = ResolversParentTypes['FieldProblem']> = {
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type NotFoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NotFound'] = ResolversParentTypes['NotFound']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type IdempotencyConflictResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IdempotencyConflict'] = ResolversParentTypes['IdempotencyConflict']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  idempotencyKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  sessions?: Resolver<Maybe<Array<ResolversTypes['SignedInSession']>>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  signUp?: Resolver<ResolversTypes['SignUpResult'], ParentType, ContextType, RequireFields<MutationSignUpArgs, 'input'>>;
  signIn?: Resolver<ResolversTypes['SignInResult'], ParentType, ContextType, RequireFields<MutationSignInArgs, 'input'>>;
  refreshSession?: Resolver<ResolversTypes['RefreshSessionResult'], ParentType, ContextType, RequireFields<MutationRefreshSessionArgs, 'input'>>;
  signOut?: Resolver<ResolversTypes['SignOutResult'], ParentType, ContextType, RequireFields<MutationSignOutArgs, 'input'>>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  roles?: Resolver<Maybe<Array<ResolversTypes['Role']>>, ParentType, ContextType>;
};

export type SessionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  accessTokenExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  refreshToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  refreshTokenExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type SignedInSessionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignedInSession'] = ResolversParentTypes['SignedInSession']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  refreshedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  current?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type SignUpResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignUpResult'] = ResolversParentTypes['SignUpResult']> = {
  __resolveType?: TypeResolveFn<'SignUpSuccess' | 'EmailTaken' | 'InvalidInput' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type SignUpSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignUpSuccess'] = ResolversParentTypes['SignUpSuccess']> = {
  session?: Resolver<ResolversTypes['Session'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EmailTakenResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EmailTaken'] = ResolversParentTypes['EmailTaken']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SignInResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignInResult'] = ResolversParentTypes['SignInResult']> = {
  __resolveType?: TypeResolveFn<'SignInSuccess' | 'WrongCredentials' | 'TooManyAttempts' | 'InvalidInput', ParentType, ContextType>;
};

export type SignInSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignInSuccess'] = ResolversParentTypes['SignInSuccess']> = {
  session?: Resolver<ResolversTypes['Session'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type WrongCredentialsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WrongCredentials'] = ResolversParentTypes['WrongCredentials']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TooManyAttemptsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TooManyAttempts'] = ResolversParentTypes['TooManyAttempts']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retryAfterSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RefreshSessionResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RefreshSessionResult'] = ResolversParentTypes['RefreshSessionResult']> = {
  __resolveType?: TypeResolveFn<'RefreshSessionSuccess' | 'SessionEnded', ParentType, ContextType>;
};

export type RefreshSessionSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RefreshSessionSuccess'] = ResolversParentTypes['RefreshSessionSuccess']> = {
  session?: Resolver<ResolversTypes['Session'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SessionEndedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SessionEnded'] = ResolversParentTypes['SessionEnded']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SignOutResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignOutResult'] = ResolversParentTypes['SignOutResult']> = {
  __resolveType?: TypeResolveFn<'SignOutSuccess', ParentType, ContextType>;
};

export type SignOutSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignOutSuccess'] = ResolversParentTypes['SignOutSuccess']> = {
  sessionsEnded?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  BigInt?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  CurrencyCode?: GraphQLScalarType;
  Cursor?: GraphQLScalarType;
  Position?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  InvalidInput?: InvalidInputResolvers<ContextType>;
  FieldProblem?: FieldProblemResolvers<ContextType>;
  NotFound?: NotFoundResolvers<ContextType>;
  IdempotencyConflict?: IdempotencyConflictResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  SignedInSession?: SignedInSessionResolvers<ContextType>;
  SignUpResult?: SignUpResultResolvers<ContextType>;
  SignUpSuccess?: SignUpSuccessResolvers<ContextType>;
  EmailTaken?: EmailTakenResolvers<ContextType>;
  SignInResult?: SignInResultResolvers<ContextType>;
  SignInSuccess?: SignInSuccessResolvers<ContextType>;
  WrongCredentials?: WrongCredentialsResolvers<ContextType>;
  TooManyAttempts?: TooManyAttemptsResolvers<ContextType>;
  RefreshSessionResult?: RefreshSessionResultResolvers<ContextType>;
  RefreshSessionSuccess?: RefreshSessionSuccessResolvers<ContextType>;
  SessionEnded?: SessionEndedResolvers<ContextType>;
  SignOutResult?: SignOutResultResolvers<ContextType>;
  SignOutSuccess?: SignOutSuccessResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
};
