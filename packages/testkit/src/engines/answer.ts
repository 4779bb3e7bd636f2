import { connect } from 'node:net';

/**
 * Sends bytes to a port of this machine and gives what comes back until `isWhole` is content with it.
 * Rejects when nobody listens, the connection ends or nothing whole has come within 2 s.
 */
export function answerTo(
  port: number,
  request: Uint8Array,
  isWhole: (answer: Buffer) => boolean,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 2_000 });
    let answer = Buffer.alloc(0);
    socket.on('connect', () => socket.write(request));
    socket.on('timeout', () => socket.destroy(new Error('no answer')));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('no whole answer')));
    socket.on('data', (data) => {
      answer = Buffer.concat([answer, data]);
      if (!isWhole(answer)) return;
      resolve(answer);
      socket.destroy();
    });
  });
}
