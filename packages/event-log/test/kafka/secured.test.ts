import { kafkaVersions, startKafka, type Kafka } from '@outlay/testkit/engines/kafka.ts';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { generate } from 'selfsigned';
import { kafkaUrl } from '../fixtures.ts';

const [user, password] = ['outlay', 'pass-word'];
const script = fileURLToPath(new URL('secured-process.ts', import.meta.url));

for (const version of Object.values(kafkaVersions)) {
  test(`kafka ${version} over TLS lets in who signs in, and is believed only by its certificate`, async () => {
    const [own, other] = [await certificate('127.0.0.1'), await certificate('127.0.0.1')];
    const secured = { user, password, certificate: own.cert, key: own.private };
    await using kafka = await startKafka({ version, secured });
    const folder = await mkdtemp(join(tmpdir(), 'outlay-kafka-tls-'));
    try {
      const [known, unknown] = [join(folder, 'known.pem'), join(folder, 'unknown.pem')];
      await Promise.all([writeFile(known, own.cert), writeFile(unknown, other.cert)]);
      const say = (login: string, parameters: string, authority = known): Promise<string> =>
        appendAndRead(urlOf(kafka, login, parameters), authority);

      const login = `${user}:${password}@`;
      assert.equal(await say(login, 'ssl=true'), '3 events\n');
      assert.equal(await say(login, 'ssl=true&sasl=plain'), '3 events\n');

      assert.match(
        await say(`${user}:wrong@`, 'ssl=true'),
        /^EVENT_LOG_ACCESS.*user name and pass/,
      );
      assert.match(
        await say('nobody:wrong@', 'ssl=true&sasl=plain'),
        /^EVENT_LOG_ACCESS.*user name/,
      );
      assert.match(await say(login, 'ssl=true&sasl=scram-sha-256'), /^EVENT_LOG_ACCESS.*mechanism/);
      assert.match(
        await say(login, 'ssl=true', unknown),
        /^EVENT_LOG_ACCESS.*\(DEPTH_ZERO_SELF_SIG/,
      );
      assert.match(await say(login, ''), /^Error.*Closed connection/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}

/** Self-signed, so it is its own authority. */
function certificate(ip: string) {
  return generate([{ name: 'commonName', value: ip }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip }] }],
  });
}

function urlOf({ behindProxyPort }: Kafka, login: string, parameters: string): string {
  const url = kafkaUrl(`kafka://${login}127.0.0.1:${behindProxyPort}`);
  return parameters ? `${url}&${parameters}` : url;
}

/** Node reads its authorities once, so each case is a process of its own. */
async function appendAndRead(url: string, authority: string): Promise<string> {
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: authority };
  return (await promisify(execFile)(process.execPath, [script, url], { env })).stdout;
}
