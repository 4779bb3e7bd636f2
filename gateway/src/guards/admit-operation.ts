import {
  type DocumentNode,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { FindDocument, FoundDocument, NamedDocument } from '../documents.ts';
import { operationPoints, refusedTotal } from '../metrics.ts';
import { andThen, orElse, type PromiseOrValue } from '../promise-or-value.ts';
import type { Variables } from '../subscriptions/sharing.ts';
import { isValid } from '../validity.ts';
import type { Costs } from './cost.ts';
import { atMost, checkSizes, type ReadDocument } from './limits.ts';
import type { RateLimit, Sender, Spent, ToldCost } from './rate-limit.ts';
import { refusal } from './refusal.ts';
import type { LimitsOfSenders } from './sender-limits.ts';
import { checkVariables } from './variables-size.ts';

/** A request as it came: a document or the hash of one, and what goes with it. */
export type AskedOperation = NamedDocument & {
  readonly operationName?: string | null | undefined;
  readonly variables?: Variables | null | undefined;
};

/** One that may be executed. */
export type AdmittedOperation = {
  readonly query: string;
  /** The same object each time its text comes again. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly headers: Spent['headers'];
  /** What its answer says in `extensions.cost`; undefined for a client that wants none there. */
  readonly cost: ToldCost | undefined;
};

/** Refuses an operation by throwing. */
export type CheckOperation = (operation: OperationDefinitionNode, document: DocumentNode) => void;

/**
 * Everything that is asked of an operation before it is validated and planned, whichever way it came: that
 * its document is known, within the limits of whoever sends it, and paid for. Throws a refusal. `check` may
 * refuse an operation before it is paid for.
 */
export type AdmitOperation = (
  asked: AskedOperation,
  sender: Sender,
  check?: CheckOperation,
) => PromiseOrValue<AdmittedOperation>;

export type AdmitOperationOptions = {
  readonly find: FindDocument;
  readonly read: (text: string) => ReadDocument;
  readonly limits: Pick<LimitsOfSenders, 'of'>;
  readonly costs: Costs;
  readonly rate: Pick<RateLimit, 'admitOperation' | 'perAddress'>;
  /** What clients see of the graph; a document is kept under its hash only if it is valid there. */
  readonly schema: () => GraphQLSchema;
};

const observedPoints = operationPoints.labels();

export function createAdmitOperation(options: AdmitOperationOptions): AdmitOperation {
  const { find, read, costs, rate, schema } = options;

  function admit(
    { text, isTrusted, keep }: FoundDocument,
    ...[asked, sender, check]: Parameters<AdmitOperation>
  ): PromiseOrValue<AdmittedOperation> {
    const limits = options.limits.of(sender.viewer, isTrusted);
    const { document, sizes } = read(text);
    checkSizes(sizes, limits);
    const operation = getOperationAST(document, asked.operationName);
    if (!operation) throw unnamed();
    check?.(operation, document);
    checkVariables(asked.variables, limits);

    const points = costs.costOf(document, operation, asked.variables ?? {});
    observedPoints.observe(points);
    // What is more than a minute's budget would have to be sent again for ever.
    const { pointsPerOperation, pointsPerMinute } = limits;
    const most = Math.min(pointsPerOperation, pointsPerMinute, rate.perAddress);
    atMost(most, points, 'OPERATION_TOO_COSTLY', 'points');
    return andThen(rate.admitOperation(sender, points, pointsPerMinute), (spent) => {
      if (keep && isValid(schema(), document)) keep();
      const cost = wanted(asked) ? spent.cost() : undefined;
      return { query: text, document, operation, headers: spent.headers, cost };
    });
  }

  return (...given) =>
    orElse(() => andThen(find(given[0]), (found) => admit(found, ...given)), failed);
}

function failed(error: unknown): never {
  const code = error instanceof GraphQLError && error.extensions['code'];
  if (typeof code === 'string') refusedTotal.inc({ code });
  throw error;
}

/** A client that compares answers, or counts their bytes, says `"extensions": { "cost": false }`. */
function wanted({ extensions }: NamedDocument): boolean {
  return (extensions as { cost?: unknown } | null | undefined)?.cost !== false;
}

function unnamed() {
  const message = 'Name one of the operations of the document as `operationName`.';
  return refusal(400, 'OPERATION_RESOLUTION_FAILURE', message);
}
