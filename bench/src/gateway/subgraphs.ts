import { type AddressInfo, createServer, type Socket } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { contracts, resolvers, subgraphNames } from './graph.ts';
import { HttpMessages } from '../http-messages.ts';
import { startFramedSubgraph } from './framed-subgraph.ts';
import { RecordedAnswers } from './recorded.ts';

/**
 * A process with the subgraphs: what a gateway asks for the first time is executed, and from then on
 * answered with the bytes that were recorded, so that all cost the same and nearly nothing.
 */
const urls: Record<string, string> = {};
const framedUrls: Record<string, string> = {};

for (const name of subgraphNames) {
  const schema = buildSubgraphSchema([
    { typeDefs: parse(contracts[name]), resolvers: resolvers[name] as never },
  ]);
  const recorded = new RecordedAnswers(schema, overHttp);
  const server = createServer({ noDelay: true }, (socket: Socket) => {
    const messages = new HttpMessages();
    socket.on('data', (bytes) => {
      for (const { body } of messages.read(bytes)) {
        void recorded.to(body.toString(), (answer) => socket.write(answer));
      }
    });
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  urls[name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  framedUrls[name] = await startFramedSubgraph(schema);
}
process.send?.({ urls, framedUrls });
process.on('disconnect', () => process.exit());

/** The whole answer to a request as it goes over the wire. */
function overHttp(json: string): Buffer {
  const head = [
    'HTTP/1.1 200 OK',
    'content-type: application/json',
    'connection: keep-alive',
    'keep-alive: timeout=120',
    `content-length: ${Buffer.byteLength(json)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${json}`);
}
