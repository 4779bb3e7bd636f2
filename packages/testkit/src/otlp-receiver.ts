import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it was received, with what the tests look at. */
export type ReceivedSpan = {
  readonly service: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
};

export type OtlpReceiver = AsyncDisposable & {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  readonly spans: () => readonly ReceivedSpan[];
  /** Every body as it came. */
  readonly bodies: () => readonly string[];
  readonly stop: () => Promise<void>;
};

type Value = { stringValue?: string; intValue?: number; doubleValue?: number; boolValue?: boolean };
type Attributes = readonly { key: string; value: Value }[];
type Body = {
  resourceSpans: readonly {
    resource: { attributes: Attributes };
    scopeSpans: readonly {
      spans: readonly (Pick<
        ReceivedSpan,
        'name' | 'kind' | 'traceId' | 'spanId' | 'parentSpanId'
      > & { attributes: Attributes; status?: { code?: number } })[];
    }[];
  }[];
};

/** Takes traces by OTLP as JSON over HTTP, as a collector does, and keeps them. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const wanted = request.method === 'POST' && request.url === '/v1/traces';
      if (wanted) bodies.push(body);
      response.writeHead(wanted ? 200 : 404, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    spans: () => bodies.flatMap((body) => spansOf(JSON.parse(body) as Body)),
    bodies: () => bodies,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function spansOf({ resourceSpans }: Body): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(valuesOf(resource.attributes)['service.name']);
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, kind, traceId, spanId, parentSpanId, attributes, status }) => ({
        service,
        name,
        kind,
        traceId,
        spanId,
        parentSpanId: parentSpanId || undefined,
        failed: status?.code === 2,
        attributes: valuesOf(attributes),
      })),
    );
  });
}

function valuesOf(attributes: Attributes): ReceivedSpan['attributes'] {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue ?? '',
    ]),
  );
}
