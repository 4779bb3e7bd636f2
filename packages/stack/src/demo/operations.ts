/** What the demo asks of the graph. They must stay valid: see test/client-operations.test.ts. */

export const signUp = /* GraphQL */ `
  mutation SignUp($input: SignUpInput!) {
    signUp(input: $input) {
      __typename
      ... on SignUpSuccess {
        session {
          accessToken
        }
      }
      ... on Problem {
        message
      }
    }
  }
`;

export const signIn = /* GraphQL */ `
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) {
      __typename
      ... on SignInSuccess {
        session {
          accessToken
        }
      }
      ... on Problem {
        message
      }
    }
  }
`;

export const categories = /* GraphQL */ `
  query Categories {
    categories {
      id
      code
      name
    }
    accounts {
      id
      name
    }
  }
`;

const transactionAnswer = /* GraphQL */ `
  position
  transaction {
    id
  }
`;

const mutation = (field: string, type: string, success: string) => /* GraphQL */ `
  mutation Record($input: ${type}!) {
    ${field}(input: $input) {
      __typename
      ... on ${success} { ${transactionAnswer} }
      ... on Problem { message }
    }
  }
`;

export const addExpense = mutation('addExpense', 'AddExpenseInput', 'AddExpenseSuccess');
export const addIncome = mutation('addIncome', 'AddIncomeInput', 'AddIncomeSuccess');
export const addRefund = mutation('addRefund', 'AddRefundInput', 'AddRefundSuccess');
export const addTransfer = mutation('addTransfer', 'AddTransferInput', 'AddTransferSuccess');

export const removeExpense = /* GraphQL */ `
  mutation RemoveExpense($input: RemoveTransactionInput!) {
    removeExpense(input: $input) {
      __typename
      ... on RemoveTransactionSuccess {
        position
      }
      ... on Problem {
        message
      }
    }
  }
`;

export const openAccount = /* GraphQL */ `
  mutation OpenAccount($input: OpenAccountInput!) {
    openAccount(input: $input) {
      __typename
      ... on OpenAccountSuccess {
        account {
          id
        }
      }
      ... on Problem {
        message
      }
    }
  }
`;

export const createBudget = /* GraphQL */ `
  mutation CreateBudget($input: CreateBudgetInput!) {
    createBudget(input: $input) {
      __typename
      ... on CreateBudgetSuccess {
        budget {
          id
        }
      }
      ... on Problem {
        message
      }
    }
  }
`;

export const archiveBudget = /* GraphQL */ `
  mutation ArchiveBudget($input: ArchiveBudgetInput!) {
    archiveBudget(input: $input) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`;

export const report = /* GraphQL */ `
  query Report($period: PeriodKind!, $date: Date, $atLeast: Position) {
    report(period: $period, date: $date, atLeast: $atLeast) {
      __typename
      ... on Report {
        period {
          start
          end
        }
        spent {
          amount
          currency
        }
        income {
          amount
        }
        net {
          amount
        }
        transactionCount
        spentByCategory {
          category {
            id
            name
          }
          total {
            amount
          }
          percent
        }
        byMonth {
          start
          spent {
            amount
          }
        }
      }
      ... on Problem {
        message
      }
    }
  }
`;

export const overspendAlerts = /* GraphQL */ `
  subscription OverspendAlerts($after: Cursor) {
    overspendAlerts(after: $after) {
      cursor
      kind
      title
      body
      spent {
        amount
        currency
      }
      budget {
        id
        name
      }
      transaction {
        id
        description
      }
    }
  }
`;
