import type { Viewer } from '@outlay/identity/viewer.ts';
import {
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  getNamedType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { SubscriptionPlan } from './plan.ts';

/** The variables of a request, as its JSON has them. */
export type Variables = Readonly<Record<string, unknown>>;

/** Only what the operation declares, in the order of its declarations. */
export function declaredVariables(plan: SubscriptionPlan, variables: Variables): Variables {
  const names =
    plan.operation.variableDefinitions?.map(({ variable }) => variable.name.value) ?? [];
  return pickVariables(names, variables);
}

export function pickVariables(names: readonly string[], variables: Variables): Variables {
  return Object.fromEntries(
    names
      .filter((name) => Object.hasOwn(variables, name) && variables[name] !== undefined)
      .map((name) => [name, variables[name]]),
  );
}

/**
 * Two clients whose keys are equal see equal results for every event, so that one upstream and one
 * execution per event serve both. Viewers never share; roles count, since they decide what is seen.
 * Nobody shares who isn't signed in.
 */
export function sharingKey(
  plan: SubscriptionPlan,
  variables: Variables,
  viewer: Viewer | null,
): string | null {
  if (!viewer) return null;
  return JSON.stringify([
    plan.graph.generation,
    viewer.userId,
    viewer.bookId,
    viewer.roles.toSorted(),
    plan.operation.name?.value ?? null,
    plan.query,
    Object.entries(variables),
  ]);
}

/**
 * Whether the subscription, called like this, is known to have only new events: its root field can
 * be called with a cursor (`overspendAlerts(after:)`) and isn't. A field without such an argument may
 * open with what is already there, so nothing is assumed of it.
 *
 * `variables` are the coerced ones.
 */
export function startsLive(
  plan: SubscriptionPlan,
  variables: Variables,
  cursorTypes: ReadonlySet<string>,
): boolean {
  const root = rootField(plan.operation.selectionSet, plan.operationContext.fragments);
  const field = root && plan.graph.schema.getSubscriptionType()?.getFields()[root.name.value];
  if (!root || !field) return false;
  const cursors = field.args.filter(({ type }) => cursorTypes.has(getNamedType(type).name));
  if (cursors.length === 0) return false;
  const values = getArgumentValues(field, root, variables);
  return cursors.every(({ name }) => (values[name] ?? null) === null);
}

/** A valid subscription has one root field; where it stands more than once, its arguments are equal. */
function rootField(
  set: SelectionSetNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): FieldNode | undefined {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) return selection;
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection.selectionSet
        : fragments[selection.name.value]?.selectionSet;
    const found = inner && rootField(inner, fragments);
    if (found) return found;
  }
  return undefined;
}
