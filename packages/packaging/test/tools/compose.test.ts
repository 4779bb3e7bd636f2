import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { kafkaVersions } from '@outlay/testkit/engines/kafka.ts';
import { loadCompose, type Project, readVariables, type Service } from '../../src/compose.ts';
import { complaints, pieceNames, secretVariables, subgraphs } from '../../src/pieces.ts';
import { fileText } from '../../src/root.ts';

const text = fileText('docker-compose.yml');
const example = readVariables(fileText('docker/.env.example'));
/** As docker/env.sh makes it. */
const filled = () =>
  Object.fromEntries(
    Object.entries(example).map(([name, value]) => [
      name,
      value || randomBytes(32).toString('hex'),
    ]),
  );

let project: Project;
before(async () => {
  project = await loadCompose(filled(), text);
});

const all = () => Object.entries(project.services);
const service = (name: string): Service => {
  const found = project.services[name];
  assert.ok(found, `there is no ${name}`);
  return found;
};
const isOurs = ({ build }: Service) => build !== undefined;
const isOnce = ({ command }: Service) => command?.[0] === 'migrate';

test('without .env it does not start, and says what to do', async () => {
  const said = await loadCompose({}, text).catch(({ message }: Error) => message);
  for (const [name] of Object.entries(example).filter(([, value]) => value === '')) {
    assert.match(
      String(said),
      new RegExp(`${name} is missing a value: run sh docker/env.sh first`),
    );
  }
});

test('.env.example has every variable that the file asks for, and no other', () => {
  const asked = new Set([...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name));
  const used = new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
  const empty = Object.keys(example).filter((name) => example[name] === '');
  assert.deepEqual(empty.toSorted(), [...asked].toSorted());
  assert.deepEqual(
    Object.keys(example).filter((name) => !used.has(name)),
    [],
  );
});

test('every piece takes the environment that it is given', () => {
  for (const piece of pieceNames) {
    const { command, environment } = service(piece);
    assert.deepEqual(command, [piece]);
    assert.deepEqual(complaints(piece, { PORT: '4000', HOST: '0.0.0.0', ...environment }), []);
  }
  for (const subgraph of subgraphs) {
    const { command, environment } = service(`migrate-${subgraph}`);
    assert.deepEqual(command, ['migrate', subgraph]);
    assert.deepEqual(complaints(subgraph, environment, 'migrate'), []);
    assert.equal(environment['DATABASE_URL'], service(subgraph).environment['DATABASE_URL']);
    assert.equal(service(subgraph).environment['MIGRATE'], 'off');
  }
});

test('what starts after what', () => {
  const healthy = 'service_healthy';
  const waitsFor = (name: string) =>
    Object.fromEntries(
      Object.entries(service(name).depends_on).map(([other, { condition }]) => [other, condition]),
    );
  for (const subgraph of subgraphs) {
    const waits = waitsFor(subgraph);
    assert.equal(waits[`migrate-${subgraph}`], 'service_completed_successfully');
    assert.equal(waits['kafka'], healthy);
    assert.deepEqual(waitsFor(`migrate-${subgraph}`), { postgres: healthy });
    assert.equal(waitsFor('gateway')[subgraph], healthy);
  }
  // Whoever is told where something is waits for it, or for one that does.
  for (const [name, { environment }] of all().filter(([, one]) => isOurs(one))) {
    const direct = Object.keys(waitsFor(name));
    const waits = new Set([...direct, ...direct.flatMap((one) => Object.keys(waitsFor(one)))]);
    const addresses = Object.values(environment).join(' ');
    for (const [, host] of addresses.matchAll(/[@/](\w+):\d+(?=[/,? ]|$)/g)) {
      assert.ok(waits.has(host!), `${name} does not wait for ${host}`);
    }
  }
  assert.deepEqual(waitsFor('kong'), { gateway: healthy });
});

test('what is waited for can be waited for, and nobody waits for itself', () => {
  const visit = (name: string, path: readonly string[]): void => {
    assert.ok(!path.includes(name), [...path, name].join(' waits for '));
    for (const other of Object.keys(service(name).depends_on)) visit(other, [...path, name]);
  };
  for (const [name, one] of all()) {
    visit(name, []);
    if (isOnce(one)) assert.deepEqual([one.healthcheck?.disable, one.restart], [true, 'no'], name);
    // The image of our own has a check in it, as its test says.
    else
      assert.ok(isOurs(one) || one.healthcheck?.test?.length, `${name} says nothing of its health`);
    for (const other of Object.keys(one.depends_on)) {
      const profiles = service(other).profiles;
      assert.ok(
        profiles.every((profile) => one.profiles.includes(profile)),
        `${name}: ${other}`,
      );
    }
  }
});

test('what is there only where it is asked for', () => {
  const profiles = Object.fromEntries(
    all().flatMap(([name, one]) => (one.profiles.length > 0 ? [[name, one.profiles]] : [])),
  );
  const watching = ['observability'];
  const expected = { kong: ['kong'], prometheus: watching, grafana: watching, jaeger: watching };
  assert.deepEqual(profiles, expected);
});

test('no container can do what it does not have to', () => {
  // Both write their settings beside their programs when they start.
  const writable = new Set(['kafka', 'rabbitmq']);
  for (const [name, one] of all()) {
    assert.equal(one.read_only, !writable.has(name), name);
    assert.deepEqual([one.cap_drop, one.cap_add], [['ALL'], []], name);
    assert.deepEqual(one.security_opt, ['no-new-privileges:true'], name);
    assert.ok(!one.privileged && !one.user?.startsWith('root') && !one.user?.startsWith('0'), name);
    assert.ok(one.deploy.resources.limits.cpus > 0 && one.deploy.resources.limits.memory, name);
    assert.equal(one.restart, isOnce(one) ? 'no' : 'unless-stopped', name);
  }
});

test('images are pinned, engines to what the tests run on', () => {
  for (const [name, { image }] of all()) {
    assert.match(image, /^[\w./-]+:v?\d+\.\d+(\.\d+)?$/, name);
  }
  const embedded = JSON.parse(fileText('packages/embedded/package.json')) as {
    optionalDependencies: Record<string, string>;
  };
  const [version] = Object.values(embedded.optionalDependencies);
  assert.ok(version?.startsWith(`${service('postgres').image.split(':')[1]}.`), version);
  assert.equal(service('kafka').image, `apache/kafka:${kafkaVersions['4']}`);
  const { version: ours } = JSON.parse(fileText('package.json')) as { version: string };
  assert.equal(service('gateway').image, `outlay:${ours}`);
});

test('who can reach whom', () => {
  const on = (network: string) =>
    all()
      .filter(([, one]) => network in one.networks)
      .map(([name]) => name)
      .toSorted();
  assert.deepEqual(on('edge'), ['gateway', 'kong']);
  assert.equal(project.networks['inner']?.internal, true);
  const outside = ['grafana', 'jaeger', 'kong', 'mailpit', 'notification', 'prometheus'];
  assert.deepEqual(on('outside'), outside);
  for (const engine of ['postgres', 'kafka', 'redis', 'rabbitmq']) {
    assert.deepEqual(Object.keys(service(engine).networks), ['inner'], engine);
  }
  const open = all().filter(([, { ports }]) => ports.some((port) => port.host_ip !== '127.0.0.1'));
  assert.deepEqual(
    open.map(([name]) => name),
    ['kong'],
  );
});

test('a piece has the time it needs to drain, and Kong never reuses what is being closed', () => {
  for (const piece of pieceNames) {
    const { environment, stop_grace_period } = service(piece);
    const ms = (name: string) => Number(environment[name]);
    assert.ok(ms('DRAIN_DELAY_MS') > ms('KEEP_ALIVE_MS'));
    const grace = Number(/^(\d+)s$/.exec(stop_grace_period ?? '')?.[1]) * 1_000;
    assert.ok(grace > ms('DRAIN_DELAY_MS') + ms('DRAIN_MS'), `${piece}: ${stop_grace_period}`);
    const idle = Number(service('kong').environment['KONG_UPSTREAM_KEEPALIVE_IDLE_TIMEOUT']);
    assert.ok(idle * 1_000 < ms('KEEP_ALIVE_MS'));
  }
});

test('Kong believes nobody outside about addresses, unless .env says whom', async () => {
  const told = (from: Project) => {
    const { KONG_TRUSTED_IPS, KONG_REAL_IP_HEADER } = from.services['kong']!.environment;
    return [KONG_TRUSTED_IPS, KONG_REAL_IP_HEADER];
  };
  assert.deepEqual(told(project), ['127.0.0.1/32', 'X-Real-IP']);
  const proxy = { KONG_TRUSTED_IPS: '10.0.0.0/8', KONG_REAL_IP_HEADER: 'X-Forwarded-For' };
  assert.deepEqual(told(await loadCompose({ ...filled(), ...proxy }, text)), Object.values(proxy));
});

test('the gateway believes Kong about addresses, and nobody else', () => {
  const address = service('kong').networks['edge']?.ipv4_address;
  assert.equal(service('gateway').environment['TRUSTED_PROXIES'], address);
  assert.match(String(address), /^\d+\.\d+\.\d+\.\d+$/);
});

test('no secret stands in the file', async () => {
  const other = await loadCompose(filled(), text);
  const secret = secretVariables();
  const mayHold = (name: string) => secret.has(name) || /PASS|SECRET|KEY|AUTH$/.test(name);
  let checked = 0;
  for (const [name, { environment, command }] of all()) {
    const given = { ...environment, ...(name === 'redis' && { PASS: command?.at(-1) ?? '' }) };
    for (const [variable, value] of Object.entries(given).filter(([one]) => mayHold(one))) {
      // A URL with nobody in it opens nothing.
      if (/^\w+:\/\/[\w:]+$/.test(value)) continue;
      const there = other.services[name]!;
      const twin = variable === 'PASS' ? there.command?.at(-1) : there.environment[variable];
      assert.notEqual(value, twin, `${name} has the same ${variable} whatever .env says`);
      checked += 1;
    }
  }
  assert.ok(checked > 25, `only ${checked} were looked at`);
});

test('what is mounted is there, and only data can be written', () => {
  for (const [name, { volumes }] of all()) {
    for (const { type, source, read_only } of volumes) {
      if (type === 'volume') continue;
      assert.ok(existsSync(source), `${name}: ${source}`);
      assert.equal(read_only, true, `${name}: ${source}`);
    }
  }
  assert.match(readFileSync(service('kong').volumes[0]!.source, 'utf8'), /_format_version/);
});
