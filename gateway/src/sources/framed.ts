import { longestSharedBody } from '@outlay/service-kit/operation-messages.ts';
import { FramedConnections } from './framed-connections.ts';
import { NotSpoken } from './framed-opening.ts';
import { httpSource } from './http.ts';
import { anyReplica } from './replicas.ts';
import { bodyOf, noAnswer } from './sending.ts';
import type { SubgraphSource } from './source.ts';
import type { UpstreamOptions } from './upstream.ts';

/**
 * Reaches a subgraph over a few WebSockets on which many queries and mutations are under way at once, and for
 * the rest over HTTP: subscriptions, health, and operations that are so long that others would wait for them.
 * HTTP is more work than most operations are. So does a subgraph get all of them that is of an earlier version.
 */
export function framedSource(options: UpstreamOptions): SubgraphSource {
  const http = httpSource({ ...options, url: options.url.replace(/^ws/, 'http') });
  const connections = new FramedConnections({
    ...options,
    lookup: anyReplica(options.lookup),
    pingMs: options.pingMs ?? 1_000,
    silenceMs: options.pongDeadlineMs ?? 10_000,
  });
  return {
    ...http,
    execute: (request, signal) => {
      const body = bodyOf(request);
      const overHttp = () => http.execute({ ...request, body: () => body }, signal);
      // No JSON of ours has a line break. One that had would be read as more operations.
      if (body.length > longestSharedBody || body.includes('\n')) return overHttp();
      return new Promise((resolve, rejectAs) => {
        const reject = (error: unknown): void => {
          if (error instanceof NotSpoken) resolve(overHttp());
          else rejectAs(noAnswer(options, error, request, signal));
        };
        connections.ask({ request, body, signal, resolve, reject, tries: 1 });
      });
    },
    stop: () => {
      connections.stop();
      return http.stop();
    },
  };
}
