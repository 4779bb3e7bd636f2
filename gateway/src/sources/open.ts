import { framedSource } from './framed.ts';
import { httpSource } from './http.ts';
import type { SubgraphSource } from './source.ts';
import type { UpstreamOptions } from './upstream.ts';

/** Reaches a subgraph as the scheme of its address says: `ws:` and `wss:` framed, `http:` and `https:` not. */
export function openSource(options: UpstreamOptions): SubgraphSource {
  return options.url.startsWith('ws') ? framedSource(options) : httpSource(options);
}
