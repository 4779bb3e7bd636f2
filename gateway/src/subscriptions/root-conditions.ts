import { GraphQLError, Kind } from 'graphql';
import type { ASTVisitor, SelectionSetNode, ValidationContext } from 'graphql';

/**
 * A validation rule: nothing at the root of a subscription carries `@skip` or `@include`.
 *
 * GraphQL says so since September 2025 (5.2.4.1, Single Root Field), because there would be nothing
 * to subscribe to. graphql 16 doesn't know the rule yet, and throws out of `validate()` when such a
 * condition is a variable; so this one runs before the others.
 */
export function NoConditionAtSubscriptionRoot(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      if (operation.operation !== 'subscription') return false;
      const seen = new Set<string>();
      const visit = (set: SelectionSetNode): void => {
        for (const selection of set.selections) {
          for (const directive of selection.directives ?? []) {
            const name = directive.name.value;
            if (name !== 'skip' && name !== 'include') continue;
            context.reportError(
              new GraphQLError(`The root field of a subscription can't carry @${name}.`, {
                nodes: directive,
              }),
            );
          }
          if (selection.kind === Kind.INLINE_FRAGMENT) visit(selection.selectionSet);
          if (selection.kind !== Kind.FRAGMENT_SPREAD || seen.has(selection.name.value)) continue;
          seen.add(selection.name.value);
          const fragment = context.getFragment(selection.name.value);
          if (fragment) visit(fragment.selectionSet);
        }
      };
      visit(operation.selectionSet);
      return false;
    },
  };
}
