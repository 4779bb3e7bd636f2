import type { Random } from '@outlay/testkit/seeded.ts';
import { canary, waysToFail } from './fixture/vault.ts';

/** An operation that fails, with a secret wherever a client might put one. */
export type FailingOperation = {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
};

const mail = `${canary}@mail.example`;
const secret = { email: mail, password: `${canary} is long enough`, count: 1 };

/** What fails in a subgraph. */
function inside(random: Random): FailingOperation {
  const how = random.pick(waysToFail);
  const variables = { how, secret };
  return random.pick<() => FailingOperation>([
    () => ({ query: 'query ($how: String!) { fails(how: $how) }', variables }),
    () => ({ query: `query A { thing { id } a: fails(how: "${how}") b: count }` }),
    () => ({ query: 'query B { thing { id place } }' }),
    () => ({ query: `{ thing { place } fails(how: "${how}") }` }),
    () => ({ query: '{ count }' }),
    () => ({ query: '{ required }' }),
    () => ({
      query: 'mutation ($secret: Secret!, $how: String) { open(secret: $secret, how: $how) }',
      variables,
    }),
    () => ({
      query: `mutation { open(secret: { email: "${mail}", password: "${canary}", count: 1 }) }`,
    }),
  ])();
}

/** What is wrong with the operation itself. */
function outside(random: Random): FailingOperation {
  const wrong = random.pick([
    { ...secret, count: canary },
    { ...secret, count: [mail] },
    { ...secret, email: null },
    { password: canary },
    mail,
    [secret, secret],
  ]);
  return random.pick<() => FailingOperation>([
    () => ({
      query: 'mutation ($secret: Secret!) { open(secret: $secret) }',
      variables: { secret: wrong },
    }),
    () => ({ query: 'query ($n: Int) { takes(number: $n) }', variables: { n: mail } }),
    () => ({ query: 'query ($n: Kind) { takes(kind: $n) }', variables: { n: mail } }),
    () => ({ query: 'query ($n: String) { takes(text: $n) }', variables: { n: [mail, { mail }] } }),
    () => ({ query: `{ takes(number: "${mail}") }` }),
    () => ({ query: `{ takes(number: {a: "${mail}"}) }` }),
    () => ({ query: `{ takes(kind: "${mail}") }` }),
    () => ({ query: `{ takes(text: ["${mail}", {a: "${canary}"}]) }` }),
    () => ({ query: `{ takes(secret: { email: "${mail}", password: 12, count: "${canary}" }) }` }),
    () => ({ query: `{ takes(text: ${random.pick(['', '(', ','])} "${mail}" }` }),
    () => ({ query: `{ "${mail}" }` }),
    () => ({ query: `{ takes(text: "${mail}` }),
    () => ({ query: `{ takes { id } } # ${mail}` }),
    () => ({ query: '{ thing { id } }', operationName: canary }),
    () => ({
      query: '{ thing { id } }',
      variables: { deep: JSON.parse(`${'['.repeat(50)}"${canary}"${']'.repeat(50)}`) },
    }),
  ])();
}

export const failingOperation = (random: Random): FailingOperation =>
  random.chance(0.6) ? inside(random) : outside(random);

export const subscription = (random: Random): FailingOperation => ({
  query: 'subscription ($how: String!) { leak(how: $how) }',
  variables: { how: random.pick(waysToFail) },
});
