import type { Viewer } from '@outlay/identity/viewer.ts';
import {
  type DocumentNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from '../fragments.ts';
import { andThen, orElse, type PromiseOrValue } from '../promise-or-value.ts';
import type { CheckOperation } from './admit-operation.ts';
import type { Authenticate } from './authenticate.ts';

/** What brings its own proof of who asks, and is there to be called when the access token no longer is one. */
const needsNobody = new Set(['signUp', 'signIn', 'refreshSession', 'signOut', '__typename']);

/** Expired; of a session that is over, or none at all. Keys that can't be reached are no fault of the token. */
const refusalsOfTokens: ReadonlySet<unknown> = new Set(['TOKEN_EXPIRED', 'UNAUTHENTICATED']);

export type Sent = { readonly viewer: Viewer | null; readonly refused?: GraphQLError };

/** Who sends a request; nobody, and the refusal of the token, where it came with one that doesn't hold. */
export function viewerOf(
  authenticate: Authenticate,
  authorization: string | undefined,
): PromiseOrValue<Sent> {
  return orElse(() => andThen(authenticate(authorization), sentBy), sentByNobody);
}

function sentBy(viewer: Viewer | null): Sent {
  return { viewer };
}

function sentByNobody(error: unknown): Sent {
  if (!refusalsOfTokens.has(codeOf(error))) throw error;
  return { viewer: null, refused: error as GraphQLError };
}

/**
 * Admits with a refused token what needs nobody to be signed in, as if the token had not been sent: a client
 * sends it with everything, also with what renews it. Anything else is refused with `refused`, whatever else
 * is wrong with it, for the limits of those who aren't signed in are not the sender's; but a text is asked for
 * that isn't known yet.
 */
export async function admitRefused<T>(
  refused: GraphQLError,
  admit: (check: CheckOperation) => PromiseOrValue<T>,
): Promise<T> {
  let isOpen = false;
  try {
    return await admit((operation, document) => {
      isOpen = isOpenToAll(operation, document);
      if (!isOpen) throw refused;
    });
  } catch (error) {
    throw isOpen || codeOf(error) === 'PERSISTED_QUERY_NOT_FOUND' ? error : refused;
  }
}

/** Of a document that was measured, so that each of its fragments is there, and none contains itself. */
function isOpenToAll(
  { operation, selectionSet }: OperationDefinitionNode,
  document: DocumentNode,
): boolean {
  const fragments = fragmentsOf(document);
  const areOpen = ({ selections }: SelectionSetNode): boolean =>
    selections.every((selection) => {
      if (selection.kind === Kind.FIELD) return needsNobody.has(selection.name.value);
      const isNamed = selection.kind === Kind.FRAGMENT_SPREAD;
      return areOpen((isNamed ? fragments.get(selection.name.value)! : selection).selectionSet);
    });
  return operation === OperationTypeNode.MUTATION && areOpen(selectionSet);
}

function codeOf(error: unknown): unknown {
  return error instanceof GraphQLError ? error.extensions['code'] : undefined;
}
