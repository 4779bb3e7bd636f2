import { readFileSync } from 'node:fs';

/** What the demo asks of the graph: documents that every gateway knows by their hash. */
const operation = (name: string): string =>
  readFileSync(new URL(`../../../../schema/operations/${name}.graphql`, import.meta.url), 'utf8');

export const signUp = operation('sign-up');
export const signIn = operation('sign-in');
export const categories = operation('categories');
export const openAccount = operation('open-account');
export const addExpense = operation('add-expense');
export const addIncome = operation('add-income');
export const addRefund = operation('add-refund');
export const addTransfer = operation('add-transfer');
export const removeExpense = operation('remove-expense');
export const createBudget = operation('create-budget');
export const archiveBudget = operation('archive-budget');
export const report = operation('report');
export const overspendAlerts = operation('overspend-alerts');
