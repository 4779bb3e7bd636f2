// Generated from schema.graphql by `npm run schema`. Don't edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { AlertModel, DeliveryModel, AlertConnectionModel, MarkAlertsReadSuccessModel } from './models.ts';
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
  /** The viewer's alerts, newest first. */
  alerts: Maybe<AlertConnection>;
  /** One alert, or null when the viewer has none of that id. */
  alert: Maybe<Alert>;
};


export type QueryAlertsArgs = {
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['Cursor']['input']>;
  unreadOnly?: Scalars['Boolean']['input'];
};


export type QueryAlertArgs = {
  id: Scalars['ID']['input'];
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Marks alerts as read. Reading a read one again changes nothing. */
  markAlertsRead: MarkAlertsReadResult;
};


export type MutationMarkAlertsReadArgs = {
  input: MarkAlertsReadInput;
};

export type Subscription = {
  __typename?: 'Subscription';
  /** The viewer's alerts as they are raised. With `after`, first those raised since, oldest first, then live ones, with no gap and no double. */
  overspendAlerts: Alert;
};


export type SubscriptionOverspendAlertsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
};

/** Something about a budget that its owner should know at once. */
export type Alert = {
  __typename?: 'Alert';
  /** The alert's id. */
  id: Scalars['ID']['output'];
  /** Its place in the stream of the viewer's alerts; pass the last one to `overspendAlerts(after:)`. */
  cursor: Scalars['Cursor']['output'];
  /** What happened. */
  kind: AlertKind;
  /** One line for people, in their language. */
  title: Scalars['String']['output'];
  /** A sentence or two for people, in their language. */
  body: Scalars['String']['output'];
  /** The budget. */
  budget: Maybe<Budget>;
  /** The budget's period. */
  period: AlertPeriod;
  /** The threshold in percent of the limit. */
  thresholdPercent: Scalars['Int']['output'];
  /** The limit at that moment. */
  limit: Money;
  /** The spending at that moment. */
  spent: Money;
  /** The transaction that tipped it; null when changing the budget did. */
  transaction: Maybe<Transaction>;
  /** When it was raised. */
  raisedAt: Scalars['DateTime']['output'];
  /** When the viewer marked it as read. */
  readAt: Maybe<Scalars['DateTime']['output']>;
  /** Whether another threshold turned by the same change, whose alert says this too: crossing 100 percent says that 80 were. Only that one is sent to the viewer's channels, and a client that shows alerts as they come may leave this one out. */
  outranked: Scalars['Boolean']['output'];
  /** How it was sent to the viewer's channels; none where it is `outranked`. */
  deliveries: Array<Delivery>;
};

/** What happened to a budget. */
export type AlertKind =
  /** Spending reached a threshold below the limit. */
  | 'ALMOST_SPENT'
  /** Spending reached the limit or a threshold above it. */
  | 'OVERSPENT'
  /** Spending fell below a threshold again. */
  | 'RECOVERED';

/** The days that an alert's budget covers. */
export type AlertPeriod = {
  __typename?: 'AlertPeriod';
  /** Its first day. */
  start: Scalars['Date']['output'];
  /** Its last day. */
  end: Scalars['Date']['output'];
};

/** One message to one channel. */
export type Delivery = {
  __typename?: 'Delivery';
  /** The delivery's id; each is sent once. */
  id: Scalars['ID']['output'];
  /** The channel. */
  channel: DeliveryChannel;
  /** How far it is. */
  state: DeliveryState;
  /** How often it was tried. */
  attempts: Scalars['Int']['output'];
  /** When it was sent. */
  sentAt: Maybe<Scalars['DateTime']['output']>;
};

/** Channels for messages. */
export type DeliveryChannel =
  /** The console or file of the operator: the record of what was sent. */
  | 'CONSOLE'
  /** E-mail. */
  | 'EMAIL';

/** How far a message is. */
export type DeliveryState =
  /** Waits to be sent or tried again. */
  | 'PENDING'
  /** Handed to the channel. */
  | 'SENT'
  /** Given up after the last try. */
  | 'FAILED';

/** A limit on spending, overall or in one category, for each week, month or year. */
export type Budget = {
  __typename?: 'Budget';
  /** The budget's id. */
  id: Scalars['ID']['output'];
};

/** Something that happened to money, in double entry. */
export type Transaction = {
  __typename?: 'Transaction';
  /** The transaction's id. */
  id: Scalars['ID']['output'];
};

/** A page of alerts (Relay). */
export type AlertConnection = {
  __typename?: 'AlertConnection';
  /** The alerts with their cursors. */
  edges: Array<AlertEdge>;
  /** The alerts alone. */
  nodes: Array<Alert>;
  /** Where the page stands. */
  pageInfo: PageInfo;
  /** How many alerts the viewer has not read. */
  unreadCount: Scalars['Int']['output'];
};

/** An alert in a page. */
export type AlertEdge = {
  __typename?: 'AlertEdge';
  /** The alert. */
  node: Alert;
  /** Its place in the list. */
  cursor: Scalars['Cursor']['output'];
};

/** Which alerts to mark as read: some by id, or all up to a cursor. */
export type MarkAlertsReadInput = {
  /** Up to 100 alerts by id. */
  ids?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Every alert up to the one of this `cursor`. */
  upTo?: InputMaybe<Scalars['Cursor']['input']>;
  /** Chosen by the client, unique per request, 8 to 128 visible ASCII characters without spaces. Sending the same request again with it is safe. */
  idempotencyKey: Scalars['String']['input'];
};

/** What `markAlertsRead` answers. */
export type MarkAlertsReadResult = MarkAlertsReadSuccess | InvalidInput | NotFound | IdempotencyConflict;

/** They are marked. */
export type MarkAlertsReadSuccess = {
  __typename?: 'MarkAlertsReadSuccess';
  /** The alerts asked for, after the change; for `upTo`, the newest 100 of them. */
  alerts: Array<Alert>;
  /** How many alerts the viewer has not read now. */
  unreadCount: Scalars['Int']['output'];
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
  Alert: Alert;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Alert:
    ( { __typename: 'Alert' }
    & GraphQLRecursivePick<FederationTypes['Alert'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  MarkAlertsReadResult:
    | ( MarkAlertsReadSuccessModel )
    | ( InvalidInput )
    | ( NotFound )
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
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Alert: ResolverTypeWrapper<AlertModel>;
  AlertKind: AlertKind;
  AlertPeriod: ResolverTypeWrapper<AlertPeriod>;
  Delivery: ResolverTypeWrapper<DeliveryModel>;
  DeliveryChannel: DeliveryChannel;
  DeliveryState: DeliveryState;
  Budget: ResolverTypeWrapper<Budget>;
  Transaction: ResolverTypeWrapper<Transaction>;
  AlertConnection: ResolverTypeWrapper<AlertConnectionModel>;
  AlertEdge: ResolverTypeWrapper<Omit<AlertEdge, 'node'> & { node: ResolversTypes['Alert'] }>;
  MarkAlertsReadInput: MarkAlertsReadInput;
  MarkAlertsReadResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['MarkAlertsReadResult']>;
  MarkAlertsReadSuccess: ResolverTypeWrapper<MarkAlertsReadSuccessModel>;
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
  Subscription: Record<PropertyKey, never>;
  Alert: AlertModel;
  AlertPeriod: AlertPeriod;
  Delivery: DeliveryModel;
  Budget: Budget;
  Transaction: Transaction;
  AlertConnection: AlertConnectionModel;
  AlertEdge: Omit<AlertEdge, 'node'> & { node: ResolversParentTypes['Alert'] };
  MarkAlertsReadInput: MarkAlertsReadInput;
  MarkAlertsReadResult: ResolversUnionTypes<ResolversParentTypes>['MarkAlertsReadResult'];
  MarkAlertsReadSuccess: MarkAlertsReadSuccessModel;
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
  alerts?: Resolver<Maybe<ResolversTypes['AlertConnection']>, ParentType, ContextType, RequireFields<QueryAlertsArgs, 'first' | 'unreadOnly'>>;
  alert?: Resolver<Maybe<ResolversTypes['Alert']>, ParentType, ContextType, RequireFields<QueryAlertArgs, 'id'>>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  markAlertsRead?: Resolver<ResolversTypes['MarkAlertsReadResult'], ParentType, ContextType, RequireFields<MutationMarkAlertsReadArgs, 'input'>>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  overspendAlerts?: SubscriptionResolver<ResolversTypes['Alert'], "overspendAlerts", ParentType, ContextType, Partial<SubscriptionOverspendAlertsArgs>>;
};

export type AlertResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Alert'] = ResolversParentTypes['Alert'], FederationReferenceType extends FederationReferenceTypes['Alert'] = FederationReferenceTypes['Alert']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Alert']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AlertKind'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  body?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  budget?: Resolver<Maybe<ResolversTypes['Budget']>, ParentType, ContextType>;
  period?: Resolver<ResolversTypes['AlertPeriod'], ParentType, ContextType>;
  thresholdPercent?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  limit?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  spent?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  transaction?: Resolver<Maybe<ResolversTypes['Transaction']>, ParentType, ContextType>;
  raisedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  readAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  outranked?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  deliveries?: Resolver<Array<ResolversTypes['Delivery']>, ParentType, ContextType>;
};

export type AlertPeriodResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AlertPeriod'] = ResolversParentTypes['AlertPeriod']> = {
  start?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  end?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
};

export type DeliveryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Delivery'] = ResolversParentTypes['Delivery']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  channel?: Resolver<ResolversTypes['DeliveryChannel'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['DeliveryState'], ParentType, ContextType>;
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sentAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type BudgetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Budget'] = ResolversParentTypes['Budget']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type TransactionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Transaction'] = ResolversParentTypes['Transaction']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type AlertConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AlertConnection'] = ResolversParentTypes['AlertConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AlertEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Alert']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  unreadCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AlertEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AlertEdge'] = ResolversParentTypes['AlertEdge']> = {
  node?: Resolver<ResolversTypes['Alert'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
};

export type MarkAlertsReadResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MarkAlertsReadResult'] = ResolversParentTypes['MarkAlertsReadResult']> = {
  __resolveType?: TypeResolveFn<'MarkAlertsReadSuccess' | 'InvalidInput' | 'NotFound' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type MarkAlertsReadSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MarkAlertsReadSuccess'] = ResolversParentTypes['MarkAlertsReadSuccess']> = {
  alerts?: Resolver<Array<ResolversTypes['Alert']>, ParentType, ContextType>;
  unreadCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
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
  Subscription?: SubscriptionResolvers<ContextType>;
  Alert?: AlertResolvers<ContextType>;
  AlertPeriod?: AlertPeriodResolvers<ContextType>;
  Delivery?: DeliveryResolvers<ContextType>;
  Budget?: BudgetResolvers<ContextType>;
  Transaction?: TransactionResolvers<ContextType>;
  AlertConnection?: AlertConnectionResolvers<ContextType>;
  AlertEdge?: AlertEdgeResolvers<ContextType>;
  MarkAlertsReadResult?: MarkAlertsReadResultResolvers<ContextType>;
  MarkAlertsReadSuccess?: MarkAlertsReadSuccessResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
};
