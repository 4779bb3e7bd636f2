export { transaction, TransactionLostError } from '@outlay/service-kit/transaction.ts';
