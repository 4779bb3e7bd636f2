import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { entityKeys, objectTypes, type RootField } from './contract.ts';
import { entities, types } from './guards.ts';
import { happen, settle } from './moment.ts';
import { publicSchema } from './operation.ts';
import type { Person } from './people.ts';
import { open, roots } from './roots.ts';
import { type Answer, hasIds, Secrets } from './secrets.ts';
import { follow, followDirectly, type Stream } from './streams.ts';
import { fieldsOf, startWorld, type World } from './world.ts';

/**
 * Two people in one running Outlay. The owner asks for everything first, which shows that the requests
 * are rightful ones and collects what only the owner may see. Then a stranger, and somebody who is not
 * signed in, try the same by every way in. The parts build on each other and run in this order.
 */

let world: World;
let secrets: Secrets;
/** The owner's answers before anybody else tried anything. */
let untouched: Answer[];

before(async () => {
  world = await startWorld();
  secrets = new Secrets(world.owner.things.word);
});
after(() => world?.[Symbol.asyncDispose]());

const [queries, mutations] = [fieldsOf('Query'), fieldsOf('Mutation')];
const streams = fieldsOf('Subscription');
const guarded = [...queries, ...mutations].filter(({ place }) => !open.has(place));
const resolved = entityKeys.filter(({ place }) => entities[place] !== 'stub');
const ways = ['ask', 'askDirectly'] as const;

describe('the owner is shown', () => {
  for (const field of queries) test(field.place, () => grants(field));
  for (const key of resolved) {
    test(`the entities of ${key.place}`, async () => {
      const answer = await world.askEntities(world.owner, key, idsOf(key.place));
      assert.equal(answer.errors, undefined);
      assert.ok((answer.data!['_entities'] as unknown[]).every(hasIds));
      secrets.learn(answer);
    });
  }
  test('enough to look for', async () => {
    untouched = await ownersView();
    assert.ok(secrets.size > 100, `${secrets.size} things that only the owner may see`);
  });
});

describe('a stranger gets nothing of it', () => {
  for (const field of [...queries, ...mutations]) {
    test(field.place, () => refuses(field, world.stranger, false));
  }
  for (const key of resolved) {
    test(`the entities of ${key.place}`, async () => {
      const ids = idsOf(key.place);
      const answer = await world.askEntities(world.stranger, key, ids);
      assert.deepEqual(answer, { data: { _entities: ids.map(() => null) } });
      // Asked for together with what is the stranger's own, and with what is no id at all.
      const own = idsOf(key.place, world.stranger);
      const mixed = await world.askEntities(world.stranger, key, [...own, ...ids, 'no id', ...own]);
      assert.equal(mixed.errors, undefined);
      const found = (mixed.data!['_entities'] as unknown[]).map(hasIds);
      const all = [own, ids, ['no id'], own].flatMap((some) => some.map(() => some === own));
      assert.deepEqual(found, all);
      assert.deepEqual(secrets.leaksIn(mixed, ids), []);
    });
  }
});

describe('somebody who is not signed in gets nothing at all', () => {
  for (const field of guarded) {
    test(field.place, async () => {
      const { things } = world.owner;
      for (const { args } of triesOf(field, things, things)) {
        for (const way of ways) isTurnedAway(await world[way](null, field, args));
      }
    });
  }
  for (const key of resolved) {
    test(`the entities of ${key.place}`, async () => {
      isTurnedAway(await world.askEntities(null, key, idsOf(key.place)));
    });
  }
  for (const field of streams) {
    test(field.place, async () => {
      const { things } = world.owner;
      for (const { args } of triesOf(field, things, things)) {
        const both = [
          follow(world, null, field, args),
          await followDirectly(world, null, field, args),
        ];
        for (const { events, ended, stop } of both) {
          await eventually(() => ended.length > 0);
          assert.match(codeOf(ended[0]), /^(UNAUTHENTICATED|4403)$/);
          assert.deepEqual(events, []);
          await stop();
        }
      }
    });
  }
});

describe('what a subgraph only names', () => {
  for (const key of entityKeys.filter(({ place }) => entities[place] === 'stub')) {
    test(`${key.place} tells nobody more than they sent`, async () => {
      const { category: id } = world.owner.things;
      for (const who of [world.owner, world.stranger, null]) {
        const answer = await world.askEntities(who, key, [id]);
        assert.deepEqual(answer, { data: { _entities: [{ __typename: key.type, id }] } });
      }
    });
  }
  test('clients can ask for no entities, nor for a subgraph’s contract', () => {
    const { _entities, _service } = publicSchema.getQueryType()!.getFields();
    assert.deepEqual([_entities, _service], [undefined, undefined]);
  });
});

test('after all that the owner’s things are as they were', async () => {
  assert.deepEqual(await ownersView(), untouched);
});

describe('the owner may do what the stranger was refused', () => {
  for (const field of mutations) test(field.place, () => grants(field));
});

describe('a stranger who repeats the owner’s request and key gets nothing of the owner’s answer', () => {
  before(async () => {
    await settle(world.owner.client, world.owner.things, 1);
    untouched = await ownersView();
  });
  for (const field of mutations.filter(({ place }) => !open.has(place))) {
    test(field.place, () => refuses(field, world.stranger, true));
  }
  test('and changes nothing', async () => assert.deepEqual(await ownersView(), untouched));
});

test('a live stream tells of its viewer’s book alone, wherever it starts', async () => {
  const started = await Promise.all(
    [world.owner, world.stranger].flatMap((who) =>
      streams.flatMap((field) =>
        triesOf(field, world.owner.things, who.things).flatMap(({ args }) =>
          [follow, followDirectly].map(async (way) => {
            const stream: Stream = await way(world, who, field, args);
            return { who, field, args, ...stream };
          }),
        ),
      ),
    ),
  );
  const telling = started.map(({ who, events }) => ({ word: who.things.word, events }));
  let month = 1;
  await eventually(async () => {
    // A stream says nothing when it begins; things happen until every one has told of them.
    month += 1;
    for (const { client, things } of [world.owner, world.stranger]) {
      await happen(client, things, month);
    }
    return telling.every(({ word, events }) =>
      new RegExp(`(Little|Moment) ${word}`).test(JSON.stringify(events)),
    );
  });
  for (const { who, events } of started) {
    if (who === world.owner) for (const event of events) secrets.learn(event);
  }
  for (const { who, field, args, events, ended, stop } of started) {
    assert.deepEqual(ended, [], field.place);
    await stop();
    if (who === world.owner) continue;
    for (const event of events) assert.deepEqual(secrets.leaksIn(event, args), [], field.place);
  }
});

describe('every type', () => {
  for (const name of objectTypes) {
    const guard = types[name];
    const isUnshown = typeof guard === 'object';
    test(`${name} ${isUnshown ? guard.unshown : 'was tried'}`, () => {
      const ids = secrets.shown.get(name);
      if (isUnshown) return assert.equal(ids, undefined, 'it was shown; say so in guards.ts');
      assert.ok(ids, 'no request of the owner was shown one, so no stranger tried to see it');
      if (guard === 'identity') assert.ok(ids.size > 0);
    });
  }
});

/** The owner's own requests are answered; what only the owner may see is learnt from the answers. */
async function grants(field: RootField): Promise<void> {
  const { things } = world.owner;
  for (const { args, owner = 'found' } of triesOf(field, things, things)) {
    for (const way of waysOf(field)) {
      const answer = await world[way](world.owner, field, args);
      assert.equal(toldIn(answer, field), owner, `${way} ${JSON.stringify({ args, answer })}`);
      secrets.learn(answer);
    }
  }
}

/** Somebody's requests for the owner's things; with `repeated`, letter by letter those of the owner. */
async function refuses(field: RootField, who: Person, repeated: boolean): Promise<void> {
  const { things } = world.owner;
  for (const { args, stranger } of triesOf(field, things, repeated ? things : who.things)) {
    for (const way of waysOf(field)) {
      const answer = await world[way](who, field, args);
      assert.equal(toldIn(answer, field), stranger, `${way} ${JSON.stringify({ args, answer })}`);
      assert.deepEqual(secrets.leaksIn(answer, args), [], `${way} ${JSON.stringify(args)}`);
    }
  }
}

/** A refresh token works once, so what is open to everybody is tried by one way only. */
function waysOf({ place }: RootField): readonly (typeof ways)[number][] {
  return open.has(place) ? ['ask'] : ways;
}

function triesOf(field: RootField, ...people: Parameters<(typeof roots)[string]>) {
  const tries = roots[field.place];
  assert.ok(tries, `${field.place} has no row in roots.ts`);
  return tries(...people);
}

function idsOf(place: string, { things }: Person = world.owner): readonly string[] {
  const ids = entities[place];
  assert.ok(typeof ids === 'function', `${place} has no row in guards.ts`);
  return ids(things);
}

const problems = new Set(
  publicSchema.getPossibleTypes(publicSchema.getType('Problem') as never).map(({ name }) => name),
);

function toldIn({ data, errors }: Answer, { name }: RootField): string {
  const [error] = errors ?? [];
  if (error) return error.extensions?.code ?? error.message;
  const value = data?.[name] as { __typename?: string } | null;
  if (value === null) return 'null';
  if (value.__typename !== undefined && problems.has(value.__typename)) return value.__typename;
  return hasIds(value) ? 'found' : 'empty';
}

/** Why a stream ended: the code of its error, or that with which its socket was closed. */
function codeOf(reason: unknown): string {
  const { code, errors } = reason as { code?: number } & Answer;
  return String(code ?? errors?.[0]?.extensions?.code);
}

function isTurnedAway({ data, errors }: Answer): void {
  assert.equal(errors?.[0]?.extensions?.code, 'UNAUTHENTICATED');
  assert.ok(
    Object.values(data ?? {}).every((value) => [value].flat().every((one) => one === null)),
  );
}

/** Everything that the owner sees, by every way. */
async function ownersView(): Promise<Answer[]> {
  const { things } = world.owner;
  const answers: Answer[] = [];
  for (const field of queries) {
    for (const { args } of triesOf(field, things, things)) {
      for (const way of ways) answers.push(await world[way](world.owner, field, args));
    }
  }
  for (const key of resolved) {
    answers.push(await world.askEntities(world.owner, key, idsOf(key.place)));
  }
  return answers;
}
