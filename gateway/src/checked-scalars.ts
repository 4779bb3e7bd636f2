import { scalars } from '@outlay/service-kit/scalars.ts';
import {
  GraphQLError,
  type GraphQLScalarType,
  type GraphQLSchema,
  isScalarType,
  valueFromASTUntyped,
} from 'graphql';

/**
 * Lets a composed schema check the values of our scalars, of which composition knows no more than the names.
 * So a wrong one is found where the client wrote it, before any subgraph is asked. A right one stays as it
 * was written, for it is the subgraphs that make something of it. Gives the schema itself.
 */
export function withCheckedScalars(schema: GraphQLSchema): GraphQLSchema {
  for (const scalar of Object.values<GraphQLScalarType<unknown>>(scalars)) {
    const type = schema.getType(scalar.name);
    if (isScalarType(type)) check(type, scalar);
  }
  return schema;
}

function check(type: GraphQLScalarType<unknown>, scalar: GraphQLScalarType<unknown>): void {
  type.parseValue = (value) => {
    scalar.parseValue(value);
    return value;
  };
  type.parseLiteral = (node, variables) => {
    try {
      scalar.parseLiteral(node);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      // Where in the document; validation adds no place to an error that has a message of its own.
      throw new GraphQLError(error.message, { nodes: node, originalError: error });
    }
    return valueFromASTUntyped(node, variables);
  };
}
