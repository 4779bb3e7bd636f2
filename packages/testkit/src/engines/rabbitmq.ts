import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { answerTo } from './answer.ts';
import { enginePort, startEngine, type Engine } from './engine.ts';
import { makePlace } from './place.ts';
import { programPath } from './programs.ts';

/**
 * Starts a RabbitMQ of one node. Everything that Erlang usually shares on a machine is its own: the
 * cookie, the node's name and the port of epmd, the daemon that knows the nodes of a machine; so it
 * meets neither an installed RabbitMQ nor the remains of another run.
 */
export async function startRabbitmq(): Promise<Engine> {
  const command = await programPath({
    name: 'rabbitmq-server',
    debianPackage: 'rabbitmq-server',
    // The one in PATH is a wrapper that insists on being root and becomes the user rabbitmq.
    folders: ['/usr/lib/rabbitmq/bin'],
  });
  const place = await makePlace('rabbitmq');
  const [port, nodePort, epmdPort] = [await enginePort(), await enginePort(), await enginePort()];
  const inPlace = (name: string): string => join(place.folder, name);
  await writeFile(inPlace('enabled_plugins'), '[].\n');
  await writeFile(inPlace('rabbitmq.conf'), settings(port));
  return startEngine(place, {
    name: 'RabbitMQ',
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    command,
    args: [],
    env: {
      HOME: place.folder,
      ERL_EPMD_PORT: String(epmdPort),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      RABBITMQ_NODENAME: 'outlay@localhost',
      RABBITMQ_DIST_PORT: String(nodePort),
      RABBITMQ_CONF_ENV_FILE: inPlace('none'),
      RABBITMQ_CONFIG_FILE: inPlace('rabbitmq.conf'),
      RABBITMQ_ENABLED_PLUGINS_FILE: inPlace('enabled_plugins'),
      RABBITMQ_MNESIA_BASE: inPlace('mnesia'),
      RABBITMQ_LOG_BASE: inPlace('log'),
      // Makes the script become the Erlang machine instead of waiting for it as its parent.
      RABBITMQ_ALLOW_INPUT: 'true',
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+S 1:1 +A 8 -noinput',
    },
    isReady: async () => {
      // The header of AMQP 0-9-1; a broker that serves answers with Connection.Start (class 10).
      const header = Buffer.from('AMQP\0\0\x09\x01', 'latin1');
      const frame = await answerTo(port, header, (said) => said.length >= 11);
      return frame.readUInt16BE(7) === 10;
    },
  });
}

function settings(port: number): string {
  return [
    `listeners.tcp.1 = 127.0.0.1:${port}`,
    'log.console = true',
    'log.console.level = warning',
    'log.file = false',
    'vm_memory_high_watermark.absolute = 512MB',
    'disk_free_limit.absolute = 50MB',
    '',
  ].join('\n');
}
