import { kafkaVersions, startKafka, type Kafka } from '@outlay/testkit/engines/kafka.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import kafkajs from 'kafkajs';
import { generate } from 'selfsigned';
import { kafkaUrl } from '../fixtures.ts';
import { operator } from './operator.ts';

const [user, password] = ['outlay', 'pass-word'];
const script = fileURLToPath(new URL('secured-process.ts', import.meta.url));

/** What a subgraph that starts ends with. */
const refused = 'CONFIG: EVENT_LOG_URL is not valid';

/** All that is needed, each in the place where it is missed first; from the third on the topic is there. */
const rights = [
  ['TOPIC', 'DESCRIBE', refused],
  ['TOPIC', 'CREATE', refused],
  ['GROUP', 'READ', refused],
  ['TOPIC', 'DESCRIBE_CONFIGS', refused],
  ['TOPIC', 'WRITE', 'EVENT_LOG_ACCESS'],
  ['TOPIC', 'READ', 'EVENT_LOG_ACCESS'],
] as const;

for (const version of Object.values(kafkaVersions)) {
  test(`kafka ${version} over TLS lets in who signs in and has its rights, and is believed only by its certificate`, async () => {
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
      const url = urlOf(kafka, login, 'ssl=true');
      for (const [kind, operation, told] of rights) {
        const forbidden = `${told}: Kafka forbids what is needed (${kind}_AUTHORIZATION_FAILED): allow `;
        const said = await appendAndRead(url, known);
        assert.equal(said.slice(0, forbidden.length), forbidden, operation);
        await grant(kafka, kind, operation);
      }
      // Whoever might not read did write.
      assert.equal(await appendAndRead(url, known), '6 events\n');
      assert.equal(await say(login, 'ssl=true&sasl=plain'), '3 events\n');

      assert.match(
        await say(`${user}:wrong@`, 'ssl=true'),
        /^CONFIG: EVENT_LOG_URL.*user name and pass/,
      );
      assert.match(
        await say('nobody:wrong@', 'ssl=true&sasl=plain'),
        /^CONFIG: EVENT_LOG_URL.*user name/,
      );
      assert.match(
        await say(login, 'ssl=true&sasl=scram-sha-256'),
        /^CONFIG: EVENT_LOG_URL.*mechanism/,
      );
      assert.match(
        await say(login, 'ssl=true', unknown),
        /^CONFIG: EVENT_LOG_URL.*\(DEPTH_ZERO_SELF_SIG/,
      );
      assert.match(await say(login, ''), /^KafkaJS\w+: Closed connection/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}

/** Allows the user something on everything of a kind. */
async function grant(
  kafka: Kafka,
  kind: 'TOPIC' | 'GROUP',
  operation: (typeof rights)[number][1],
): Promise<void> {
  await using one = await operator(kafka.url);
  const entry = {
    resourceType: kafkajs.AclResourceTypes[kind],
    resourceName: '*',
    resourcePatternType: kafkajs.ResourcePatternTypes.LITERAL,
    principal: `User:${user}`,
    host: '*',
    operation: kafkajs.AclOperationTypes[operation],
    permissionType: kafkajs.AclPermissionTypes.ALLOW,
  };
  await one.admin.createAcls({ acl: [entry] });
  // The controller has it first, the broker a moment later.
  await eventually(async () => (await one.admin.describeAcls(entry)).resources.length > 0);
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
