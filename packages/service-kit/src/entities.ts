import { type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import { isPromise } from './execution/run.ts';

type Representation = { readonly __typename: string };
type ResolveReference = (reference: unknown, context: unknown, info: unknown) => unknown;

/**
 * Has `Query._entities` resolved as @apollo/subgraph does, but without a promise for each entity that is at hand:
 * it makes three, which is a fifth of the time that a subgraph takes for a list of them. Entities that are
 * asked for as an interface, whose type is to be found out first, are left to it.
 */
export function resolveEntitiesAtOnce(schema: GraphQLSchema): GraphQLSchema {
  const field = schema.getQueryType()?.getFields()['_entities'];
  const byApollo = field?.resolve as GraphQLFieldResolver<unknown, unknown> | undefined;
  if (!field || !byApollo) return schema;
  field.resolve = (source, args, context, info) => {
    const representations = args['representations'] as readonly Representation[];
    const areObjects = representations.every(
      ({ __typename: type }) => typeof type === 'string' && isObjectType(schema.getType(type)),
    );
    if (!areObjects) return byApollo(source, args, context, info);
    const entities: unknown[] = [];
    try {
      for (const reference of representations) {
        const { __typename: type } = reference;
        const resolve = resolveReferenceOf(schema, type);
        const entity = resolve ? resolve(reference, context, info) : reference;
        entities.push(whenHere(type, entity));
      }
    } catch (error) {
      // What nobody hears reject would end the process.
      void Promise.allSettled(entities);
      throw error;
    }
    return entities;
  };
  return schema;
}

/** Where @apollo/subgraph keeps what a type has as its `__resolveReference`. */
function resolveReferenceOf(schema: GraphQLSchema, type: string): ResolveReference | undefined {
  const { apollo } = schema.getType(type)!.extensions as {
    readonly apollo?: { readonly subgraph?: { readonly resolveReference?: ResolveReference } };
  };
  return apollo?.subgraph?.resolveReference;
}

function whenHere(type: string, entity: unknown): unknown {
  // What merely has a `then` need not give a promise there.
  if (isPromise(entity)) return Promise.resolve(entity).then((found) => named(type, found));
  try {
    return named(type, entity);
  } catch (error) {
    // That one can't be named, as a frozen one, fails no other.
    return Promise.reject(error as Error);
  }
}

/**
 * The entity with the name of its type, by which `_Entity` tells what it is. It is written on it plainly: to
 * keep it from being enumerated, as @apollo/subgraph does, takes longer than all else here.
 */
function named(type: string, entity: unknown): unknown {
  if (typeof entity !== 'object' || entity === null) return entity;
  const known = entity as { __typename?: unknown };
  if (known.__typename === type) return entity;
  if ('__typename' in known) return { ...known, __typename: type };
  known.__typename = type;
  return known;
}
