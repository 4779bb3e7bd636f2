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
  /** The signed-in user. */
  me: Maybe<User>;
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Changes the profile. What is left out stays. */
  updateProfile: UpdateProfileResult;
  /** Changes the preferences. What is left out stays. */
  updatePreferences: UpdatePreferencesResult;
};


export type MutationUpdateProfileArgs = {
  input: UpdateProfileInput;
};


export type MutationUpdatePreferencesArgs = {
  input: UpdatePreferencesInput;
};

/** A person who uses Outlay. */
export type User = {
  __typename?: 'User';
  /** The user's id. */
  id: Scalars['ID']['output'];
  /** How the person wants to be called. */
  displayName: Scalars['String']['output'];
  /** How the person wants to see and hear things. */
  preferences: Preferences;
  /** Where alerts reach the person. */
  contactChannels: Array<ContactChannel>;
  /** When the user signed up. */
  createdAt: Scalars['DateTime']['output'];
};

/** How a person wants to see and hear things. */
export type Preferences = {
  __typename?: 'Preferences';
  /** The currency that reports are shown in. */
  currency: Scalars['CurrencyCode']['output'];
  /** BCP 47 language tag. */
  locale: Scalars['String']['output'];
  /** IANA time zone; it decides what today is. */
  timeZone: Scalars['String']['output'];
  /** ISO weekday on which a week starts: 1 is Monday, 7 Sunday. */
  firstDayOfWeek: Scalars['Int']['output'];
};

/** A way to reach a person. */
export type ContactChannel = {
  __typename?: 'ContactChannel';
  /** What kind of channel it is. */
  kind: ContactChannelKind;
  /** The address on that channel. */
  address: Scalars['String']['output'];
  /** Whether alerts are sent there. */
  enabled: Scalars['Boolean']['output'];
};

/** Kinds of channels. */
export type ContactChannelKind =
  /** E-mail. */
  | 'EMAIL';

/** What to change of a profile. */
export type UpdateProfileInput = {
  /** How the person wants to be called, 1 to 80 characters. */
  displayName?: InputMaybe<Scalars['String']['input']>;
  /** Whether alerts are sent by e-mail. */
  emailAlerts?: InputMaybe<Scalars['Boolean']['input']>;
  /** Chosen by the client, unique per request, 8 to 128 visible ASCII characters without spaces. Sending the same request again with it is safe. */
  idempotencyKey: Scalars['String']['input'];
};

/** What to change of the preferences. */
export type UpdatePreferencesInput = {
  /** The currency that reports are shown in. */
  currency?: InputMaybe<Scalars['CurrencyCode']['input']>;
  /** BCP 47 language tag. */
  locale?: InputMaybe<Scalars['String']['input']>;
  /** IANA time zone. */
  timeZone?: InputMaybe<Scalars['String']['input']>;
  /** ISO weekday on which a week starts: 1 is Monday, 7 Sunday. */
  firstDayOfWeek?: InputMaybe<Scalars['Int']['input']>;
  /** Chosen by the client, unique per request, 8 to 128 visible ASCII characters without spaces. Sending the same request again with it is safe. */
  idempotencyKey: Scalars['String']['input'];
};

/** What `updateProfile` answers. */
export type UpdateProfileResult = UpdateProfileSuccess | InvalidInput | IdempotencyConflict;

/** The profile is changed. */
export type UpdateProfileSuccess = {
  __typename?: 'UpdateProfileSuccess';
  /** The user after the change. */
  user: User;
};

/** What `updatePreferences` answers. */
export type UpdatePreferencesResult = UpdatePreferencesSuccess | InvalidInput | IdempotencyConflict;

/** The preferences are changed. */
export type UpdatePreferencesSuccess = {
  __typename?: 'UpdatePreferencesSuccess';
  /** The user after the change. */
  user: User;
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
  UpdateProfileResult:
    | ( Omit<UpdateProfileSuccess, 'user'> & { user: _RefType['User'] } )
    | ( InvalidInput )
    | ( IdempotencyConflict )
  ;
  UpdatePreferencesResult:
    | ( Omit<UpdatePreferencesSuccess, 'user'> & { user: _RefType['User'] } )
    | ( InvalidInput )
    | ( IdempotencyConflict )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Problem:
    | ( InvalidInput )
    | ( NotFound )
    | ( IdempotencyConflict )
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
  Preferences: ResolverTypeWrapper<Preferences>;
  ContactChannel: ResolverTypeWrapper<ContactChannel>;
  ContactChannelKind: ContactChannelKind;
  UpdateProfileInput: UpdateProfileInput;
  UpdatePreferencesInput: UpdatePreferencesInput;
  UpdateProfileResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['UpdateProfileResult']>;
  UpdateProfileSuccess: ResolverTypeWrapper<Omit<UpdateProfileSuccess, 'user'> & { user: ResolversTypes['User'] }>;
  UpdatePreferencesResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['UpdatePreferencesResult']>;
  UpdatePreferencesSuccess: ResolverTypeWrapper<Omit<UpdatePreferencesSuccess, 'user'> & { user: ResolversTypes['User'] }>;
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
  Preferences: Preferences;
  ContactChannel: ContactChannel;
  UpdateProfileInput: UpdateProfileInput;
  UpdatePreferencesInput: UpdatePreferencesInput;
  UpdateProfileResult: ResolversUnionTypes<ResolversParentTypes>['UpdateProfileResult'];
  UpdateProfileSuccess: Omit<UpdateProfileSuccess, 'user'> & { user: ResolversParentTypes['User'] };
  UpdatePreferencesResult: ResolversUnionTypes<ResolversParentTypes>['UpdatePreferencesResult'];
  UpdatePreferencesSuccess: Omit<UpdatePreferencesSuccess, 'user'> & { user: ResolversParentTypes['User'] };
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
  __resolveType?: TypeResolveFn<'InvalidInput' | 'NotFound' | 'IdempotencyConflict', ParentType, ContextType>;
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
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  updateProfile?: Resolver<ResolversTypes['UpdateProfileResult'], ParentType, ContextType, RequireFields<MutationUpdateProfileArgs, 'input'>>;
  updatePreferences?: Resolver<ResolversTypes['UpdatePreferencesResult'], ParentType, ContextType, RequireFields<MutationUpdatePreferencesArgs, 'input'>>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  preferences?: Resolver<ResolversTypes['Preferences'], ParentType, ContextType>;
  contactChannels?: Resolver<Array<ResolversTypes['ContactChannel']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type PreferencesResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Preferences'] = ResolversParentTypes['Preferences']> = {
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  locale?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  firstDayOfWeek?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ContactChannelResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContactChannel'] = ResolversParentTypes['ContactChannel']> = {
  kind?: Resolver<ResolversTypes['ContactChannelKind'], ParentType, ContextType>;
  address?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  enabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type UpdateProfileResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateProfileResult'] = ResolversParentTypes['UpdateProfileResult']> = {
  __resolveType?: TypeResolveFn<'UpdateProfileSuccess' | 'InvalidInput' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type UpdateProfileSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateProfileSuccess'] = ResolversParentTypes['UpdateProfileSuccess']> = {
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UpdatePreferencesResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdatePreferencesResult'] = ResolversParentTypes['UpdatePreferencesResult']> = {
  __resolveType?: TypeResolveFn<'UpdatePreferencesSuccess' | 'InvalidInput' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type UpdatePreferencesSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdatePreferencesSuccess'] = ResolversParentTypes['UpdatePreferencesSuccess']> = {
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
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
  Preferences?: PreferencesResolvers<ContextType>;
  ContactChannel?: ContactChannelResolvers<ContextType>;
  UpdateProfileResult?: UpdateProfileResultResolvers<ContextType>;
  UpdateProfileSuccess?: UpdateProfileSuccessResolvers<ContextType>;
  UpdatePreferencesResult?: UpdatePreferencesResultResolvers<ContextType>;
  UpdatePreferencesSuccess?: UpdatePreferencesSuccessResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
};
