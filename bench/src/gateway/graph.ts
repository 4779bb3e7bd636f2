/**
 * The graph that gateways are measured on: a ledger and a directory of merchants. It is written as
 * Federation 1, which everyone reads.
 */
export const contracts = {
  ledger: /* GraphQL */ `
    extend type Query {
      viewer: Person!
      transactions(first: Int = 20, after: ID): Page!
    }
    extend type Mutation {
      addExpense(input: ExpenseInput!): Outcome!
    }
    input ExpenseInput {
      description: String!
      amount: String!
      currency: String!
      date: String
      tags: [String!]
    }
    union Outcome = Added | Refused
    type Added {
      transaction: Transaction!
      position: String!
    }
    type Refused {
      message: String!
    }
    type Person {
      id: ID!
      name: String!
      email: String
    }
    type Page {
      nodes: [Transaction!]!
      next: ID
    }
    type Transaction @key(fields: "id") {
      id: ID!
      date: String!
      description: String
      kind: Kind!
      amount: Money!
      category: Category
      merchant: Merchant
    }
    enum Kind {
      EXPENSE
      INCOME
    }
    type Money {
      amount: String!
      minorUnits: String!
      currency: String!
    }
    type Category {
      id: ID!
      name: String!
    }
    extend type Merchant @key(fields: "id") {
      id: ID! @external
    }
  `,
  directory: /* GraphQL */ `
    extend type Query {
      merchant(id: ID!): Merchant
    }
    type Merchant @key(fields: "id") {
      id: ID!
      name: String!
      city: String
      country: String!
      rating: Float
    }
  `,
} as const;

export type SubgraphName = keyof typeof contracts;

export const subgraphNames = Object.keys(contracts) as readonly SubgraphName[];

const money = (minor: number) => ({
  amount: (minor / 100).toFixed(2),
  minorUnits: String(minor),
  currency: 'EUR',
});

function transaction(number: number) {
  return {
    id: `0195b1e0-0000-7000-8000-${String(number).padStart(12, '0')}`,
    date: `2026-03-${String((number % 28) + 1).padStart(2, '0')}`,
    description: number % 5 === 0 ? null : `Groceries and more, receipt ${number}`,
    kind: number % 7 === 0 ? 'INCOME' : 'EXPENSE',
    amount: money(100 + number * 37),
    category: number % 4 === 0 ? null : { id: `category-${number % 9}`, name: 'Groceries' },
    merchant: { __typename: 'Merchant', id: `merchant-${number}` },
  };
}

type Args = Readonly<Record<string, never>>;
const numberOf = (text: unknown): number => Number(/\d+$/.exec(String(text))?.[0] ?? 0);

/** What the subgraphs know: always the same for the same arguments. */
export const resolvers = {
  ledger: {
    Query: {
      viewer: () => ({ id: 'person-1', name: 'Ada Lovelace', email: 'ada@example.org' }),
      transactions: (_: unknown, { first, after }: { first: number; after?: string | null }) => {
        const from = after ? numberOf(after) : 0;
        const nodes = Array.from({ length: first }, (_none, at) => transaction(from + at));
        return { nodes, next: `after-${from + first}` };
      },
    },
    Mutation: {
      addExpense: (_: unknown, { input }: { input: { description: string; amount: string } }) => ({
        __typename: 'Added',
        position: '4711',
        transaction: {
          ...transaction(numberOf(input.description)),
          description: input.description,
        },
      }),
    },
    Outcome: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
    Transaction: { __resolveReference: ({ id }: { id: string }) => transaction(numberOf(id)) },
    Merchant: { __resolveReference: (merchant: Args) => merchant },
  },
  directory: {
    Query: { merchant: (_: unknown, { id }: { id: string }) => merchant(id) },
    Merchant: { __resolveReference: ({ id }: { id: string }) => merchant(id) },
  },
};

function merchant(id: string) {
  const number = numberOf(id);
  return {
    id,
    name: `Merchant & Sons ${number}`,
    city: number % 3 === 0 ? null : 'Lisbon',
    country: 'PT',
    rating: number % 2 === 0 ? null : 4.5,
  };
}

export type Operation = {
  readonly name: string;
  readonly query: string;
  /** Requests go through these in turn. */
  readonly variables: readonly Readonly<Record<string, unknown>>[];
};

const variants = Array.from({ length: 8 }, (_none, at) => at);

export const operations: readonly Operation[] = [
  {
    name: 'small query',
    query: 'query Viewer { viewer { id name email } }',
    variables: [{}],
  },
  {
    name: 'list of 20',
    query: `query Transactions($first: Int!, $after: ID) {
  transactions(first: $first, after: $after) {
    nodes {
      id
      date
      description
      kind
      amount { amount minorUnits currency }
      category { id name }
    }
    next
  }
}`,
    variables: variants.map((at) => ({ first: 20, after: `after-${at * 20}` })),
  },
  {
    name: 'two hops, 20 entities',
    query: `query WithMerchants($first: Int!, $after: ID) {
  transactions(first: $first, after: $after) {
    nodes {
      id
      description
      amount { amount currency }
      merchant { id name city rating }
    }
    next
  }
}`,
    variables: variants.map((at) => ({ first: 20, after: `after-${at * 20}` })),
  },
  {
    name: 'mutation',
    query: `mutation Add($input: ExpenseInput!) {
  addExpense(input: $input) {
    __typename
    ... on Added { position transaction { id date description amount { amount currency } } }
    ... on Refused { message }
  }
}`,
    variables: variants.map((at) => ({
      input: { description: `Coffee ${at}`, amount: '3.50', currency: 'EUR', tags: ['coffee'] },
    })),
  },
];
