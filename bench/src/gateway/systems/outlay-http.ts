import { httpSource } from '@outlay/gateway/sources/http.ts';
import { gatewayOver, logger } from './outlay-gateway.ts';
import { gatewaySecret, type StartSystem } from './start.ts';

/** Our gateway with all its guards, over HTTP to its subgraphs, each request signed. */
export const startSystem: StartSystem = (ground) => {
  const sources = Object.entries(ground.urls).map(([name, url]) =>
    httpSource({ name, url, gatewaySecret, logger }),
  );
  return gatewayOver(ground, sources);
};
