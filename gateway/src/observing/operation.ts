import type { Attributes } from '@opentelemetry/api';
import type { OperationDefinitionNode } from 'graphql';

/** What may be told of an operation: its document and variables may hold anything, and are not. */
export type DescribedOperation = {
  readonly kind: string;
  /** As its client called it; undefined for one without a name. */
  readonly name: string | undefined;
};

const longestName = 64;

export function describe({ operation, name }: OperationDefinitionNode): DescribedOperation {
  return { kind: operation, name: name?.value.slice(0, longestName) };
}

/** The name of its span. */
export function titleOf({ kind, name }: DescribedOperation): string {
  return name === undefined ? kind : `${kind} ${name}`;
}

export function attributesOf({ kind, name }: DescribedOperation): Attributes {
  return { 'graphql.operation.type': kind, 'graphql.operation.name': name };
}
