import type { ApolloServerPlugin } from '@apollo/server';

/**
 * An answer with nothing in it because every subgraph that was asked had too much to do is a refusal, and
 * says so in the way that clients and balancers know: with 503 and `Retry-After`. Where there is anything
 * in it, it is an answer.
 */
export const refusedWhole: ApolloServerPlugin = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response }) => {
      if (response.body.kind !== 'single') return;
      const { data, errors = [] } = response.body.singleResult;
      const seconds = errors.map(({ extensions }) =>
        extensions?.['code'] === 'SUBGRAPH_BUSY' ? Number(extensions['retryAfterSeconds']) : NaN,
      );
      const latest = Math.max(...seconds);
      const isEmpty = Object.values(data ?? {}).every((value) => value === null);
      if (!isEmpty || !Number.isFinite(latest)) return;
      response.http.status = 503;
      response.http.headers.set('retry-after', String(latest));
    },
  }),
};
