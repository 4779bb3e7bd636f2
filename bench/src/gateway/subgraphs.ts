import { type AddressInfo, createServer, type Socket } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, type GraphQLSchema, parse } from 'graphql';
import { contracts, resolvers, subgraphNames } from './graph.ts';
import { HttpMessages } from '../http-messages.ts';

/**
 * A process with the subgraphs: what a gateway asks for the first time is executed, and from then on
 * answered with the bytes that were recorded, so that all cost the same and nearly nothing.
 */
const urls: Record<string, string> = {};

for (const name of subgraphNames) {
  const schema = buildSubgraphSchema([
    { typeDefs: parse(contracts[name]), resolvers: resolvers[name] as never },
  ]);
  const recorded = new Map<string, Buffer>();
  const server = createServer({ noDelay: true }, (socket: Socket) => {
    const messages = new HttpMessages();
    socket.on('data', (bytes) => {
      for (const { body } of messages.read(bytes)) void answer(socket, body.toString());
    });
    socket.on('error', () => socket.destroy());
  });

  async function answer(socket: Socket, body: string): Promise<void> {
    const known = recorded.get(body);
    if (known) return void socket.write(known);
    const executed = await record(schema, body);
    recorded.set(body, executed);
    socket.write(executed);
  }

  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  urls[name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
process.send?.({ urls });
process.on('disconnect', () => process.exit());

/** The whole answer to a request as it goes over the wire. */
async function record(schema: GraphQLSchema, body: string): Promise<Buffer> {
  const { query, variables, operationName } = JSON.parse(body) as {
    query: string;
    variables?: Record<string, unknown> | null;
    operationName?: string | null;
  };
  const result = await execute({
    schema,
    document: parse(query),
    variableValues: variables,
    operationName,
  });
  if (result.errors) process.stderr.write(`${JSON.stringify(result.errors)}\n${body}\n`);
  const json = JSON.stringify(result);
  const head = [
    'HTTP/1.1 200 OK',
    'content-type: application/json',
    'connection: keep-alive',
    'keep-alive: timeout=120',
    `content-length: ${Buffer.byteLength(json)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${json}`);
}
