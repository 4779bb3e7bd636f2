import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

/** The supergraph of subgraphs by their names and where they are. */
export function composed(
  contracts: Readonly<Record<string, string>>,
  at: Readonly<Record<string, string>>,
): string {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(contracts).map(([name, sdl]) => ({
      name,
      url: `${at[name]}/graphql`,
      typeDefs: parse(sdl),
    })),
  );
  if (supergraphSdl === undefined) throw new AggregateError(errors ?? [], 'does not compose');
  return supergraphSdl;
}
