// Generated from schema.graphql by `npm run schema`. Don't edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { MoneyModel, BudgetModel, BudgetCrossingModel, CreateBudgetSuccessModel, UpdateBudgetSuccessModel, ArchiveBudgetSuccessModel } from './models.ts';
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
  /** What was spent and earned in a week, a month or a year. */
  report: Maybe<ReportResult>;
  /** The viewer's budgets by name; without the archived ones unless asked. */
  budgets: Maybe<Array<Budget>>;
  /** One budget, or null when the viewer has none of that id. */
  budget: Maybe<Budget>;
  /** Crossings and recoveries of one budget, newest first; null when the viewer has none of that id. */
  budgetCrossings: Maybe<BudgetCrossingConnection>;
};


export type QueryReportArgs = {
  period: PeriodKind;
  date?: InputMaybe<Scalars['Date']['input']>;
  currency?: InputMaybe<Scalars['CurrencyCode']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


export type QueryBudgetsArgs = {
  includeArchived?: Scalars['Boolean']['input'];
};


export type QueryBudgetArgs = {
  id: Scalars['ID']['input'];
};


export type QueryBudgetCrossingsArgs = {
  budgetId: Scalars['ID']['input'];
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['Cursor']['input']>;
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Creates a budget. What is already spent in the running period counts at once. */
  createBudget: CreateBudgetResult;
  /** Changes a budget and decides at once whether it is now crossed or recovered. What is left out stays. */
  updateBudget: UpdateBudgetResult;
  /** Archives a budget: it watches no longer, its history stays. */
  archiveBudget: ArchiveBudgetResult;
};


export type MutationCreateBudgetArgs = {
  input: CreateBudgetInput;
};


export type MutationUpdateBudgetArgs = {
  input: UpdateBudgetInput;
};


export type MutationArchiveBudgetArgs = {
  input: ArchiveBudgetInput;
};

/** The length of a period. */
export type PeriodKind =
  /** Seven days from the viewer's first day of the week. */
  | 'WEEK'
  /** A calendar month. */
  | 'MONTH'
  /** A calendar year. */
  | 'YEAR';

/** A week, a month or a year. */
export type Period = {
  __typename?: 'Period';
  /** Its length. */
  kind: PeriodKind;
  /** Its first day. */
  start: Scalars['Date']['output'];
  /** Its last day. */
  end: Scalars['Date']['output'];
};

/** What `report` answers. */
export type ReportResult = Report | AggregatesBehind | InvalidInput;

/** The write asked for is not in the aggregates yet. It is kept; ask again in a moment. */
export type AggregatesBehind = Problem & {
  __typename?: 'AggregatesBehind';
  /** What is wrong and what to do, in a sentence meant for people. */
  message: Scalars['String']['output'];
  /** How far the aggregates are; null before the first write. */
  position: Maybe<Scalars['Position']['output']>;
};

/** What was spent and earned in a period, in one currency. Transfers between own accounts don't count; refunds lower spending. */
export type Report = {
  __typename?: 'Report';
  /** The period. */
  period: Period;
  /** The currency of all amounts but those of `otherCurrencies`. */
  currency: Scalars['CurrencyCode']['output'];
  /** What was spent, less refunds. */
  spent: Money;
  /** What was earned. */
  income: Money;
  /** Income less spending. */
  net: Money;
  /** How many transactions count. */
  transactionCount: Scalars['Int']['output'];
  /** Spending by category, largest first. */
  spentByCategory: Array<CategoryTotal>;
  /** Income by category, largest first. */
  incomeByCategory: Array<CategoryTotal>;
  /** Every day of the period, in order, also those without transactions. */
  byDay: Array<DayTotal>;
  /** Every month of the period, in order, for a year; empty for a shorter period. */
  byMonth: Array<MonthTotal>;
  /** The period before, and how this one compares. */
  previous: Comparison;
  /** The totals in every other currency used in the period. */
  otherCurrencies: Array<CurrencyTotal>;
  /** How far the report goes; null before the first write. */
  position: Maybe<Scalars['Position']['output']>;
};

/** The total of one category. */
export type CategoryTotal = {
  __typename?: 'CategoryTotal';
  /** The category. */
  category: Maybe<Category>;
  /** Its total in the period. */
  total: Money;
  /** How many transactions count. */
  transactionCount: Scalars['Int']['output'];
  /** Its share of all spending or income of the period, in percent with two decimals; null when that is not positive. */
  percent: Maybe<Scalars['Float']['output']>;
};

/** What money was spent on or earned by. */
export type Category = {
  __typename?: 'Category';
  /** The category's id. */
  id: Scalars['ID']['output'];
};

/** The totals of one day. */
export type DayTotal = {
  __typename?: 'DayTotal';
  /** The day. */
  date: Scalars['Date']['output'];
  /** What was spent that day, less refunds. */
  spent: Money;
  /** What was earned that day. */
  income: Money;
};

/** The totals of one month. */
export type MonthTotal = {
  __typename?: 'MonthTotal';
  /** The month's first day. */
  start: Scalars['Date']['output'];
  /** What was spent that month, less refunds. */
  spent: Money;
  /** What was earned that month. */
  income: Money;
};

/** The totals of one currency. */
export type CurrencyTotal = {
  __typename?: 'CurrencyTotal';
  /** The currency. */
  currency: Scalars['CurrencyCode']['output'];
  /** What was spent, less refunds. */
  spent: Money;
  /** What was earned. */
  income: Money;
};

/** The period before, and how this one compares with it. */
export type Comparison = {
  __typename?: 'Comparison';
  /** The period before. */
  period: Period;
  /** What was spent in it. */
  spent: Money;
  /** What was earned in it. */
  income: Money;
  /** Spending of this period less that of the one before. */
  spentChange: Money;
  /** The same in percent with two decimals; null when nothing was spent before. */
  spentChangePercent: Maybe<Scalars['Float']['output']>;
  /** Income of this period less that of the one before. */
  incomeChange: Money;
  /** The same in percent with two decimals; null when nothing was earned before. */
  incomeChangePercent: Maybe<Scalars['Float']['output']>;
};

/** A limit on spending, overall or in one category, for each week, month or year. */
export type Budget = {
  __typename?: 'Budget';
  /** The budget's id. */
  id: Scalars['ID']['output'];
  /** What it is called. */
  name: Scalars['String']['output'];
  /** The category it watches; null when it watches all spending. */
  category: Maybe<Category>;
  /** How long its period is. */
  period: PeriodKind;
  /** How much may be spent in a period. */
  limit: Money;
  /** At which percentages of the limit the viewer is told, ascending. */
  thresholds: Array<Scalars['Int']['output']>;
  /** How it stands in the period around a day; left out, today in the viewer's time zone. */
  status: BudgetStatus;
  /** The newest crossings and recoveries; `budgetCrossings` goes on from there. */
  crossings: Array<BudgetCrossing>;
  /** Whether it is archived. */
  archived: Scalars['Boolean']['output'];
  /** When it was created. */
  createdAt: Scalars['DateTime']['output'];
};


/** A limit on spending, overall or in one category, for each week, month or year. */
export type BudgetStatusArgs = {
  date?: InputMaybe<Scalars['Date']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/** A limit on spending, overall or in one category, for each week, month or year. */
export type BudgetCrossingsArgs = {
  first?: Scalars['Int']['input'];
};

/** How a budget stands in one period. */
export type BudgetStatus = {
  __typename?: 'BudgetStatus';
  /** The period. */
  period: Period;
  /** What was spent, less refunds. */
  spent: Money;
  /** What is left; negative when overspent. */
  remaining: Money;
  /** Spending in percent of the limit, rounded down. */
  percent: Scalars['Int']['output'];
  /** What that means. */
  state: BudgetState;
};

/** What the spending of a period means for its budget. */
export type BudgetState =
  /** Below every threshold. */
  | 'ON_TRACK'
  /** At or past a threshold below the limit. */
  | 'ALMOST_SPENT'
  /** At or past the limit's threshold of 100 percent. */
  | 'OVERSPENT';

/** A threshold that spending reached. */
export type BudgetCrossing = {
  __typename?: 'BudgetCrossing';
  /** The crossing's id. */
  id: Scalars['ID']['output'];
  /** The period. */
  period: Period;
  /** The threshold in percent of the limit. */
  thresholdPercent: Scalars['Int']['output'];
  /** The limit at that moment. */
  limit: Money;
  /** The spending at that moment. */
  spent: Money;
  /** When it was decided. */
  crossedAt: Scalars['DateTime']['output'];
  /** When spending was below the threshold again; null while it is not. */
  recoveredAt: Maybe<Scalars['DateTime']['output']>;
};

/** A page of crossings (Relay). */
export type BudgetCrossingConnection = {
  __typename?: 'BudgetCrossingConnection';
  /** The crossings with their cursors. */
  edges: Array<BudgetCrossingEdge>;
  /** The crossings alone. */
  nodes: Array<BudgetCrossing>;
  /** Where the page stands. */
  pageInfo: PageInfo;
};

/** A crossing in a page. */
export type BudgetCrossingEdge = {
  __typename?: 'BudgetCrossingEdge';
  /** The crossing. */
  node: BudgetCrossing;
  /** Its place in the list. */
  cursor: Scalars['Cursor']['output'];
};

/** A new budget. */
export type CreateBudgetInput = {
  /** What it is called, 1 to 80 characters. */
  name: Scalars['String']['input'];
  /** The category it watches; left out, it watches all spending. */
  categoryId?: InputMaybe<Scalars['ID']['input']>;
  /** How long its period is. */
  period: PeriodKind;
  /** How much may be spent in a period; more than nothing. Without a currency it is in that of the viewer's preferences, as reports are; spending in others does not count. */
  limit: MoneyInput;
  /** At which percentages of the limit the viewer is told: 1 to 10 different ones from 1 to 1000. Left out, the configured ones. */
  thresholds?: InputMaybe<Array<Scalars['Int']['input']>>;
  /** Chosen by the client, unique per request, 8 to 128 visible ASCII characters without spaces. Sending the same request again with it is safe. */
  idempotencyKey: Scalars['String']['input'];
};

/** What to change of a budget. */
export type UpdateBudgetInput = {
  /** The budget's id. */
  id: Scalars['ID']['input'];
  /** What it is called, 1 to 80 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** How much may be spent in a period; more than nothing, in the budget's currency. */
  limit?: InputMaybe<MoneyInput>;
  /** At which percentages of the limit the viewer is told. */
  thresholds?: InputMaybe<Array<Scalars['Int']['input']>>;
  /** Chosen by the client, unique per request, 8 to 128 visible ASCII characters without spaces. Sending the same request again with it is safe. */
  idempotencyKey: Scalars['String']['input'];
};

/** The budget to archive. */
export type ArchiveBudgetInput = {
  /** The budget's id. */
  id: Scalars['ID']['input'];
  /** Chosen by the client, unique per request, 8 to 128 visible ASCII characters without spaces. Sending the same request again with it is safe. */
  idempotencyKey: Scalars['String']['input'];
};

/** What `createBudget` answers. */
export type CreateBudgetResult = CreateBudgetSuccess | InvalidInput | NotFound | IdempotencyConflict;

/** The budget is there. */
export type CreateBudgetSuccess = {
  __typename?: 'CreateBudgetSuccess';
  /** The new budget. */
  budget: Budget;
};

/** What `updateBudget` answers. */
export type UpdateBudgetResult = UpdateBudgetSuccess | InvalidInput | NotFound | IdempotencyConflict;

/** The budget is changed. */
export type UpdateBudgetSuccess = {
  __typename?: 'UpdateBudgetSuccess';
  /** The budget after the change. */
  budget: Budget;
};

/** What `archiveBudget` answers. */
export type ArchiveBudgetResult = ArchiveBudgetSuccess | InvalidInput | NotFound | IdempotencyConflict;

/** The budget is archived. */
export type ArchiveBudgetSuccess = {
  __typename?: 'ArchiveBudgetSuccess';
  /** The budget after the change. */
  budget: Budget;
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
  Budget: Budget;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Budget:
    ( { __typename: 'Budget' }
    & GraphQLRecursivePick<FederationTypes['Budget'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  ReportResult:
    | ( Omit<Report, 'spent' | 'income' | 'net' | 'spentByCategory' | 'incomeByCategory' | 'byDay' | 'byMonth' | 'previous' | 'otherCurrencies'> & { spent: _RefType['Money'], income: _RefType['Money'], net: _RefType['Money'], spentByCategory: Array<_RefType['CategoryTotal']>, incomeByCategory: Array<_RefType['CategoryTotal']>, byDay: Array<_RefType['DayTotal']>, byMonth: Array<_RefType['MonthTotal']>, previous: _RefType['Comparison'], otherCurrencies: Array<_RefType['CurrencyTotal']> } )
    | ( AggregatesBehind )
    | ( InvalidInput )
  ;
  CreateBudgetResult:
    | ( CreateBudgetSuccessModel )
    | ( InvalidInput )
    | ( NotFound )
    | ( IdempotencyConflict )
  ;
  UpdateBudgetResult:
    | ( UpdateBudgetSuccessModel )
    | ( InvalidInput )
    | ( NotFound )
    | ( IdempotencyConflict )
  ;
  ArchiveBudgetResult:
    | ( ArchiveBudgetSuccessModel )
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
    | ( AggregatesBehind )
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
  Money: ResolverTypeWrapper<MoneyModel>;
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
  PeriodKind: PeriodKind;
  Period: ResolverTypeWrapper<Period>;
  ReportResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ReportResult']>;
  AggregatesBehind: ResolverTypeWrapper<AggregatesBehind>;
  Report: ResolverTypeWrapper<Omit<Report, 'spent' | 'income' | 'net' | 'spentByCategory' | 'incomeByCategory' | 'byDay' | 'byMonth' | 'previous' | 'otherCurrencies'> & { spent: ResolversTypes['Money'], income: ResolversTypes['Money'], net: ResolversTypes['Money'], spentByCategory: Array<ResolversTypes['CategoryTotal']>, incomeByCategory: Array<ResolversTypes['CategoryTotal']>, byDay: Array<ResolversTypes['DayTotal']>, byMonth: Array<ResolversTypes['MonthTotal']>, previous: ResolversTypes['Comparison'], otherCurrencies: Array<ResolversTypes['CurrencyTotal']> }>;
  CategoryTotal: ResolverTypeWrapper<Omit<CategoryTotal, 'total'> & { total: ResolversTypes['Money'] }>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Category: ResolverTypeWrapper<Category>;
  DayTotal: ResolverTypeWrapper<Omit<DayTotal, 'spent' | 'income'> & { spent: ResolversTypes['Money'], income: ResolversTypes['Money'] }>;
  MonthTotal: ResolverTypeWrapper<Omit<MonthTotal, 'spent' | 'income'> & { spent: ResolversTypes['Money'], income: ResolversTypes['Money'] }>;
  CurrencyTotal: ResolverTypeWrapper<Omit<CurrencyTotal, 'spent' | 'income'> & { spent: ResolversTypes['Money'], income: ResolversTypes['Money'] }>;
  Comparison: ResolverTypeWrapper<Omit<Comparison, 'spent' | 'income' | 'spentChange' | 'incomeChange'> & { spent: ResolversTypes['Money'], income: ResolversTypes['Money'], spentChange: ResolversTypes['Money'], incomeChange: ResolversTypes['Money'] }>;
  Budget: ResolverTypeWrapper<BudgetModel>;
  BudgetStatus: ResolverTypeWrapper<Omit<BudgetStatus, 'spent' | 'remaining'> & { spent: ResolversTypes['Money'], remaining: ResolversTypes['Money'] }>;
  BudgetState: BudgetState;
  BudgetCrossing: ResolverTypeWrapper<BudgetCrossingModel>;
  BudgetCrossingConnection: ResolverTypeWrapper<Omit<BudgetCrossingConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['BudgetCrossingEdge']>, nodes: Array<ResolversTypes['BudgetCrossing']> }>;
  BudgetCrossingEdge: ResolverTypeWrapper<Omit<BudgetCrossingEdge, 'node'> & { node: ResolversTypes['BudgetCrossing'] }>;
  CreateBudgetInput: CreateBudgetInput;
  UpdateBudgetInput: UpdateBudgetInput;
  ArchiveBudgetInput: ArchiveBudgetInput;
  CreateBudgetResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CreateBudgetResult']>;
  CreateBudgetSuccess: ResolverTypeWrapper<CreateBudgetSuccessModel>;
  UpdateBudgetResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['UpdateBudgetResult']>;
  UpdateBudgetSuccess: ResolverTypeWrapper<UpdateBudgetSuccessModel>;
  ArchiveBudgetResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ArchiveBudgetResult']>;
  ArchiveBudgetSuccess: ResolverTypeWrapper<ArchiveBudgetSuccessModel>;
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
  Money: MoneyModel;
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
  Period: Period;
  ReportResult: ResolversUnionTypes<ResolversParentTypes>['ReportResult'];
  AggregatesBehind: AggregatesBehind;
  Report: Omit<Report, 'spent' | 'income' | 'net' | 'spentByCategory' | 'incomeByCategory' | 'byDay' | 'byMonth' | 'previous' | 'otherCurrencies'> & { spent: ResolversParentTypes['Money'], income: ResolversParentTypes['Money'], net: ResolversParentTypes['Money'], spentByCategory: Array<ResolversParentTypes['CategoryTotal']>, incomeByCategory: Array<ResolversParentTypes['CategoryTotal']>, byDay: Array<ResolversParentTypes['DayTotal']>, byMonth: Array<ResolversParentTypes['MonthTotal']>, previous: ResolversParentTypes['Comparison'], otherCurrencies: Array<ResolversParentTypes['CurrencyTotal']> };
  CategoryTotal: Omit<CategoryTotal, 'total'> & { total: ResolversParentTypes['Money'] };
  Float: Scalars['Float']['output'];
  Category: Category;
  DayTotal: Omit<DayTotal, 'spent' | 'income'> & { spent: ResolversParentTypes['Money'], income: ResolversParentTypes['Money'] };
  MonthTotal: Omit<MonthTotal, 'spent' | 'income'> & { spent: ResolversParentTypes['Money'], income: ResolversParentTypes['Money'] };
  CurrencyTotal: Omit<CurrencyTotal, 'spent' | 'income'> & { spent: ResolversParentTypes['Money'], income: ResolversParentTypes['Money'] };
  Comparison: Omit<Comparison, 'spent' | 'income' | 'spentChange' | 'incomeChange'> & { spent: ResolversParentTypes['Money'], income: ResolversParentTypes['Money'], spentChange: ResolversParentTypes['Money'], incomeChange: ResolversParentTypes['Money'] };
  Budget: BudgetModel;
  BudgetStatus: Omit<BudgetStatus, 'spent' | 'remaining'> & { spent: ResolversParentTypes['Money'], remaining: ResolversParentTypes['Money'] };
  BudgetCrossing: BudgetCrossingModel;
  BudgetCrossingConnection: Omit<BudgetCrossingConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['BudgetCrossingEdge']>, nodes: Array<ResolversParentTypes['BudgetCrossing']> };
  BudgetCrossingEdge: Omit<BudgetCrossingEdge, 'node'> & { node: ResolversParentTypes['BudgetCrossing'] };
  CreateBudgetInput: CreateBudgetInput;
  UpdateBudgetInput: UpdateBudgetInput;
  ArchiveBudgetInput: ArchiveBudgetInput;
  CreateBudgetResult: ResolversUnionTypes<ResolversParentTypes>['CreateBudgetResult'];
  CreateBudgetSuccess: CreateBudgetSuccessModel;
  UpdateBudgetResult: ResolversUnionTypes<ResolversParentTypes>['UpdateBudgetResult'];
  UpdateBudgetSuccess: UpdateBudgetSuccessModel;
  ArchiveBudgetResult: ResolversUnionTypes<ResolversParentTypes>['ArchiveBudgetResult'];
  ArchiveBudgetSuccess: ArchiveBudgetSuccessModel;
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
  __resolveType?: TypeResolveFn<'InvalidInput' | 'NotFound' | 'IdempotencyConflict' | 'AggregatesBehind', ParentType, ContextType>;
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
  report?: Resolver<Maybe<ResolversTypes['ReportResult']>, ParentType, ContextType, RequireFields<QueryReportArgs, 'period'>>;
  budgets?: Resolver<Maybe<Array<ResolversTypes['Budget']>>, ParentType, ContextType, RequireFields<QueryBudgetsArgs, 'includeArchived'>>;
  budget?: Resolver<Maybe<ResolversTypes['Budget']>, ParentType, ContextType, RequireFields<QueryBudgetArgs, 'id'>>;
  budgetCrossings?: Resolver<Maybe<ResolversTypes['BudgetCrossingConnection']>, ParentType, ContextType, RequireFields<QueryBudgetCrossingsArgs, 'budgetId' | 'first'>>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createBudget?: Resolver<ResolversTypes['CreateBudgetResult'], ParentType, ContextType, RequireFields<MutationCreateBudgetArgs, 'input'>>;
  updateBudget?: Resolver<ResolversTypes['UpdateBudgetResult'], ParentType, ContextType, RequireFields<MutationUpdateBudgetArgs, 'input'>>;
  archiveBudget?: Resolver<ResolversTypes['ArchiveBudgetResult'], ParentType, ContextType, RequireFields<MutationArchiveBudgetArgs, 'input'>>;
};

export type PeriodResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Period'] = ResolversParentTypes['Period']> = {
  kind?: Resolver<ResolversTypes['PeriodKind'], ParentType, ContextType>;
  start?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  end?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
};

export type ReportResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReportResult'] = ResolversParentTypes['ReportResult']> = {
  __resolveType?: TypeResolveFn<'Report' | 'AggregatesBehind' | 'InvalidInput', ParentType, ContextType>;
};

export type AggregatesBehindResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AggregatesBehind'] = ResolversParentTypes['AggregatesBehind']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Report'] = ResolversParentTypes['Report']> = {
  period?: Resolver<ResolversTypes['Period'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  spent?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  income?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  net?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  transactionCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  spentByCategory?: Resolver<Array<ResolversTypes['CategoryTotal']>, ParentType, ContextType>;
  incomeByCategory?: Resolver<Array<ResolversTypes['CategoryTotal']>, ParentType, ContextType>;
  byDay?: Resolver<Array<ResolversTypes['DayTotal']>, ParentType, ContextType>;
  byMonth?: Resolver<Array<ResolversTypes['MonthTotal']>, ParentType, ContextType>;
  previous?: Resolver<ResolversTypes['Comparison'], ParentType, ContextType>;
  otherCurrencies?: Resolver<Array<ResolversTypes['CurrencyTotal']>, ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CategoryTotalResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CategoryTotal'] = ResolversParentTypes['CategoryTotal']> = {
  category?: Resolver<Maybe<ResolversTypes['Category']>, ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  transactionCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  percent?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type CategoryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Category'] = ResolversParentTypes['Category']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type DayTotalResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DayTotal'] = ResolversParentTypes['DayTotal']> = {
  date?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  spent?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  income?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type MonthTotalResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MonthTotal'] = ResolversParentTypes['MonthTotal']> = {
  start?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  spent?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  income?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type CurrencyTotalResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CurrencyTotal'] = ResolversParentTypes['CurrencyTotal']> = {
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  spent?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  income?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type ComparisonResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Comparison'] = ResolversParentTypes['Comparison']> = {
  period?: Resolver<ResolversTypes['Period'], ParentType, ContextType>;
  spent?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  income?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  spentChange?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  spentChangePercent?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  incomeChange?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  incomeChangePercent?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type BudgetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Budget'] = ResolversParentTypes['Budget'], FederationReferenceType extends FederationReferenceTypes['Budget'] = FederationReferenceTypes['Budget']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Budget']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  category?: Resolver<Maybe<ResolversTypes['Category']>, ParentType, ContextType>;
  period?: Resolver<ResolversTypes['PeriodKind'], ParentType, ContextType>;
  limit?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  thresholds?: Resolver<Array<ResolversTypes['Int']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['BudgetStatus'], ParentType, ContextType, Partial<BudgetStatusArgs>>;
  crossings?: Resolver<Array<ResolversTypes['BudgetCrossing']>, ParentType, ContextType, RequireFields<BudgetCrossingsArgs, 'first'>>;
  archived?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type BudgetStatusResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BudgetStatus'] = ResolversParentTypes['BudgetStatus']> = {
  period?: Resolver<ResolversTypes['Period'], ParentType, ContextType>;
  spent?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  remaining?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  percent?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['BudgetState'], ParentType, ContextType>;
};

export type BudgetCrossingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BudgetCrossing'] = ResolversParentTypes['BudgetCrossing']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  period?: Resolver<ResolversTypes['Period'], ParentType, ContextType>;
  thresholdPercent?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  limit?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  spent?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  crossedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  recoveredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type BudgetCrossingConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BudgetCrossingConnection'] = ResolversParentTypes['BudgetCrossingConnection']> = {
  edges?: Resolver<Array<ResolversTypes['BudgetCrossingEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['BudgetCrossing']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type BudgetCrossingEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BudgetCrossingEdge'] = ResolversParentTypes['BudgetCrossingEdge']> = {
  node?: Resolver<ResolversTypes['BudgetCrossing'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
};

export type CreateBudgetResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateBudgetResult'] = ResolversParentTypes['CreateBudgetResult']> = {
  __resolveType?: TypeResolveFn<'CreateBudgetSuccess' | 'InvalidInput' | 'NotFound' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type CreateBudgetSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateBudgetSuccess'] = ResolversParentTypes['CreateBudgetSuccess']> = {
  budget?: Resolver<ResolversTypes['Budget'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UpdateBudgetResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateBudgetResult'] = ResolversParentTypes['UpdateBudgetResult']> = {
  __resolveType?: TypeResolveFn<'UpdateBudgetSuccess' | 'InvalidInput' | 'NotFound' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type UpdateBudgetSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateBudgetSuccess'] = ResolversParentTypes['UpdateBudgetSuccess']> = {
  budget?: Resolver<ResolversTypes['Budget'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ArchiveBudgetResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ArchiveBudgetResult'] = ResolversParentTypes['ArchiveBudgetResult']> = {
  __resolveType?: TypeResolveFn<'ArchiveBudgetSuccess' | 'InvalidInput' | 'NotFound' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type ArchiveBudgetSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ArchiveBudgetSuccess'] = ResolversParentTypes['ArchiveBudgetSuccess']> = {
  budget?: Resolver<ResolversTypes['Budget'], ParentType, ContextType>;
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
  Period?: PeriodResolvers<ContextType>;
  ReportResult?: ReportResultResolvers<ContextType>;
  AggregatesBehind?: AggregatesBehindResolvers<ContextType>;
  Report?: ReportResolvers<ContextType>;
  CategoryTotal?: CategoryTotalResolvers<ContextType>;
  Category?: CategoryResolvers<ContextType>;
  DayTotal?: DayTotalResolvers<ContextType>;
  MonthTotal?: MonthTotalResolvers<ContextType>;
  CurrencyTotal?: CurrencyTotalResolvers<ContextType>;
  Comparison?: ComparisonResolvers<ContextType>;
  Budget?: BudgetResolvers<ContextType>;
  BudgetStatus?: BudgetStatusResolvers<ContextType>;
  BudgetCrossing?: BudgetCrossingResolvers<ContextType>;
  BudgetCrossingConnection?: BudgetCrossingConnectionResolvers<ContextType>;
  BudgetCrossingEdge?: BudgetCrossingEdgeResolvers<ContextType>;
  CreateBudgetResult?: CreateBudgetResultResolvers<ContextType>;
  CreateBudgetSuccess?: CreateBudgetSuccessResolvers<ContextType>;
  UpdateBudgetResult?: UpdateBudgetResultResolvers<ContextType>;
  UpdateBudgetSuccess?: UpdateBudgetSuccessResolvers<ContextType>;
  ArchiveBudgetResult?: ArchiveBudgetResultResolvers<ContextType>;
  ArchiveBudgetSuccess?: ArchiveBudgetSuccessResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
};
