import { framedSource } from '@outlay/gateway/sources/framed.ts';
import { gatewayOver, logger } from './outlay-gateway.ts';
import { gatewaySecret, type StartSystem } from './start.ts';

/** Our gateway with all its guards, on WebSockets to its subgraphs, each message signed, as Outlay is delivered. */
export const startSystem: StartSystem = (ground) => {
  const sources = Object.entries(ground.framedUrls).map(([name, url]) =>
    framedSource({ name, url, gatewaySecret, logger }),
  );
  return gatewayOver(ground, sources);
};
