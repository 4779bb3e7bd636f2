import { GraphError } from '../../src/graph-client.ts';

/** What the people of the storms ask, beside what the demo asks. */

/** Cents as the major units that an input takes. */
export function decimal(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

const mutation = (field: string, type: string, answer: string) => /* GraphQL */ `
  mutation ($input: ${type}!) {
    ${field}(input: $input) {
      __typename
      ${answer}
      ... on Problem {
        message
      }
    }
  }
`;

export const editExpense = mutation(
  'editExpense',
  'EditExpenseInput',
  '... on EditExpenseSuccess { transaction { id } }',
);

export const removeExpense = mutation(
  'removeExpense',
  'RemoveTransactionInput',
  '... on RemoveTransactionSuccess { reversal { id } }',
);

export const previewStatement = mutation(
  'previewStatement',
  'PreviewStatementInput',
  '... on StatementPreview { id }',
);

export const importStatement = mutation(
  'importStatement',
  'ImportStatementInput',
  '... on ImportStatementSuccess { statementImport { id postedCount } }',
);

/** Why a request failed. What `fetch` throws says nothing; its cause does. */
export function failureOf(error: unknown): string {
  if (error instanceof GraphError) return `${error.code} ${error.message}`;
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}

/** Places for an expense. */
export const places = /* GraphQL */ `
  query {
    accounts {
      id
    }
    categories {
      id
      code
    }
  }
`;
