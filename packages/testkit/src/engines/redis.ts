import { answerTo } from './answer.ts';
import { enginePort, startEngine, type Engine } from './engine.ts';
import { makePlace } from './place.ts';
import { programPath } from './programs.ts';

/** Starts a Redis that writes every change to disk before it answers (`appendfsync always`). */
export async function startRedis(): Promise<Engine> {
  const command = await programPath({ name: 'redis-server', debianPackage: 'redis-server' });
  const [place, port] = [await makePlace('redis'), await enginePort()];
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: place.folder,
    appendonly: 'yes',
    appendfsync: 'always',
    save: '',
    maxmemory: '128mb',
    // The title would be written over the environment by which a leftover is recognised.
    'set-proc-title': 'no',
  };
  return startEngine(place, {
    name: 'Redis',
    url: `redis://127.0.0.1:${port}`,
    command,
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
    isReady: async () => {
      const answer = await answerTo(port, Buffer.from('PING\r\n'), (said) => said.includes('\r\n'));
      return answer.toString().startsWith('+PONG');
    },
  });
}
