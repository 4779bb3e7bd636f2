import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { reset } from './reset.ts';

/** A process that resets a connection which is just ending, and has nothing to do after that. */
const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
server.on('connection', (peer) => peer.on('error', () => {}).unref());
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
socket.on('error', () => {});
await once(socket, 'connect');
socket.end();
reset(socket);
server.close();
server.unref();
