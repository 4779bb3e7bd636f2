import { createServer } from 'node:net';

/** The first of the wanted ports that is free on 127.0.0.1, else any free one. */
export async function freePort(wanted: number[]): Promise<number> {
  for (const port of wanted) {
    if (await listenOnce(port)) return port;
  }
  const port = await listenOnce(0);
  if (port === undefined) throw new Error('no free port on 127.0.0.1');
  return port;
}

/** The port it could listen on, or undefined when it is taken. */
function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
