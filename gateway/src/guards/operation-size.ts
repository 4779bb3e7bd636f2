import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { refusal } from './refusal.ts';

/**
 * How large a selection is once every fragment is written out where it is spread. Numbers may become
 * very large, even infinite: each fragment is measured once, so finding out takes no longer than
 * reading the document.
 */
export type SelectionSize = {
  /** Nested levels of fields. */
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  /** Fields of the outermost level; the same one asked for twice counts twice. */
  readonly rootFields: number;
  /** Those of them that check or make a password. */
  readonly signIns: number;
  /** Levels and fields inside `__schema` and `__type`, which are not counted above. */
  readonly introspectionDepth: number;
  readonly introspectionFields: number;
};

export type DocumentSize = {
  readonly operations: readonly {
    readonly operation: OperationDefinitionNode;
    readonly size: SelectionSize;
  }[];
  /**
   * Also those that no operation uses, or that a later one of the same name hides, since they are validated
   * all the same.
   */
  readonly fragments: readonly {
    readonly fragment: FragmentDefinitionNode;
    readonly size: SelectionSize;
  }[];
};

const nothing: SelectionSize = {
  depth: 0,
  fields: 0,
  aliases: 0,
  directives: 0,
  rootFields: 0,
  signIns: 0,
  introspectionDepth: 0,
  introspectionFields: 0,
};

/** Hashing a password costs about as much as a hundred other fields, on purpose. */
const signInFields = new Set(['signIn', 'signUp']);
const introspectionRoots = new Set(['__schema', '__type']);

/**
 * Measures a document that was parsed but not validated. Throws a refusal for a fragment that contains itself,
 * and for one that isn't there, so that each holds a field: validation would compare with each other hundreds
 * of fragments of which nothing is known but their names.
 */
export function measureDocument(document: DocumentNode): DocumentSize {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const hidden: FragmentDefinitionNode[] = [];
  const operations: OperationDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      const earlier = fragments.get(definition.name.value);
      if (earlier) hidden.push(earlier);
      fragments.set(definition.name.value, definition);
    } else if (definition.kind === Kind.OPERATION_DEFINITION) {
      operations.push(definition);
    }
  }
  /** The size of each fragment; null while it is being measured. */
  const measured = new Map<string, SelectionSize | null>();

  function fragmentSize(name: string): SelectionSize {
    const known = measured.get(name);
    if (known) return known;
    if (known === null) {
      throw refusal(400, 'FRAGMENT_CYCLE', `The fragment "${name}" contains itself.`);
    }
    measured.set(name, null);
    const size = selectionSetSize(fragments.get(name)!);
    measured.set(name, size);
    return size;
  }

  function selectionSetSize(node: {
    readonly selectionSet?: SelectionSetNode | undefined;
    readonly directives?: readonly DirectiveNode[] | undefined;
  }): SelectionSize {
    const sizes = node.selectionSet?.selections.map(selectionSize) ?? [];
    return plusDirectives(sizes.reduce(sideBySide, nothing), node.directives);
  }

  function selectionSize(selection: SelectionNode): SelectionSize {
    switch (selection.kind) {
      case Kind.FIELD:
        return fieldSize(selection, selectionSetSize(selection));
      case Kind.INLINE_FRAGMENT:
        return selectionSetSize(selection);
      case Kind.FRAGMENT_SPREAD:
        if (!fragments.has(selection.name.value)) throw unknownFragment(selection);
        return plusDirectives(fragmentSize(selection.name.value), selection.directives);
    }
  }

  return {
    operations: operations.map((operation) => ({ operation, size: selectionSetSize(operation) })),
    fragments: [
      ...hidden.map((fragment) => ({ fragment, size: selectionSetSize(fragment) })),
      ...Array.from(fragments, ([name, fragment]) => ({ fragment, size: fragmentSize(name) })),
    ],
  };
}

/** In the words of validation, which finds this out as well. */
function unknownFragment({ name }: FragmentSpreadNode): GraphQLError {
  const { message, extensions } = refusal(
    400,
    'GRAPHQL_VALIDATION_FAILED',
    `Unknown fragment "${name.value}".`,
  );
  return new GraphQLError(message, { nodes: name, extensions });
}

function fieldSize(field: FieldNode, inside: SelectionSize): SelectionSize {
  const name = field.name.value;
  const size = {
    ...inside,
    aliases: inside.aliases + (field.alias ? 1 : 0),
    rootFields: 1,
    signIns: signInFields.has(name) ? 1 : 0,
  };
  if (!introspectionRoots.has(name)) {
    return { ...size, depth: inside.depth + 1, fields: inside.fields + 1 };
  }
  // One inside another is not valid, but it must not hide what is in it before that is found out.
  return {
    ...size,
    depth: 1,
    fields: 1,
    introspectionDepth: inside.depth + inside.introspectionDepth,
    introspectionFields: inside.fields + inside.introspectionFields,
  };
}

function sideBySide(a: SelectionSize, b: SelectionSize): SelectionSize {
  return {
    depth: Math.max(a.depth, b.depth),
    fields: a.fields + b.fields,
    aliases: a.aliases + b.aliases,
    directives: a.directives + b.directives,
    rootFields: a.rootFields + b.rootFields,
    signIns: a.signIns + b.signIns,
    introspectionDepth: Math.max(a.introspectionDepth, b.introspectionDepth),
    introspectionFields: a.introspectionFields + b.introspectionFields,
  };
}

function plusDirectives(
  size: SelectionSize,
  directives: readonly DirectiveNode[] = [],
): SelectionSize {
  return directives.length === 0
    ? size
    : { ...size, directives: size.directives + directives.length };
}
