import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { messageIn } from '@outlay/identity/connection-signature.ts';
import {
  operationsPath,
  readAsked,
  writeAnswered,
} from '@outlay/service-kit/operation-messages.ts';
import { TurnMessages } from '@outlay/service-kit/turn-messages.ts';
import type { GraphQLSchema } from 'graphql';
import { WebSocketServer } from 'ws';
import { RecordedAnswers } from './recorded.ts';

/** A subgraph that is asked on WebSockets, and believes who asks: checking is not what is measured. */
export async function startFramedSubgraph(schema: GraphQLSchema): Promise<string> {
  const recorded = new RecordedAnswers(schema, (json) => json);
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: operationsPath });
  server.on('connection', (socket) => {
    const answers = new TurnMessages((message) => socket.send(message));
    socket.send('a challenge');
    socket.on('message', (data) => {
      for (const { id, body } of readAsked(messageIn(String(data)))) {
        const send = (json: string): void =>
          answers.say(writeAnswered({ id, status: 200, body: json }));
        void recorded.to(body, send);
      }
    });
    socket.on('error', () => socket.terminate());
  });
  await once(server, 'listening');
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
