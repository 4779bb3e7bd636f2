/** The graph that live events are measured on: a ledger that tells of them, and merchants elsewhere. */
export const contracts = {
  ledger: /* GraphQL */ `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
    type Query {
      last: Spent
    }
    type Mutation {
      spend(number: Int!): Spent!
    }
    type Subscription {
      spent(window: String): Spent!
    }
    type Spent {
      number: Int!
      description: String!
      amount: String!
      merchant: Merchant!
    }
    type Merchant @key(fields: "id", resolvable: false) {
      id: ID!
    }
  `,
  directory: /* GraphQL */ `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
    type Query {
      merchant(id: ID!): Merchant
    }
    type Merchant @key(fields: "id") {
      id: ID!
      name: String!
    }
  `,
} as const;

export type SubgraphName = keyof typeof contracts;

const asked = (fields: string) =>
  `subscription Watch($window: String) { spent(window: $window) { ${fields} } }`;

/** What sockets ask for. The second one is joined: a part of each event is fetched from elsewhere. */
export const watching = asked('number description amount');
export const watchingJoined = asked('number description amount merchant { id name }');

export const spend = 'mutation Spend($number: Int!) { spend(number: $number) { number } }';

export function spentAs(number: number) {
  return {
    number,
    description: `Groceries and more, receipt ${number}`,
    amount: '12.50',
    merchant: { id: `merchant-${number}` },
  };
}
