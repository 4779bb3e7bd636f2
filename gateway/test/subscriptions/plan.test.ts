import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PlanNode } from '@apollo/query-planner';
import { readGraph } from '../../src/subscriptions/graph.ts';
import { createPlans, type SubscriptionPlan } from '../../src/subscriptions/plan.ts';
import { composeFixture } from './fixture/compose.ts';
import { names } from './fixture/subgraphs.ts';

const graph = readGraph(composeFixture(), 1, new Set(names));
const joined = 'subscription { moved { parcel { id fee } } }';

function planOf(plans: ReturnType<typeof createPlans>, query: string, name?: string) {
  const plan = plans.find(query, name);
  if ('primary' in plan) return plan;
  throw new AggregateError(plan, 'was refused');
}

function steps({ eventPlan }: SubscriptionPlan): readonly PlanNode[] {
  const { node } = eventPlan;
  return node?.kind === 'Sequence' ? node.nodes : [];
}

describe('a plan', () => {
  test('starts with the subscription at its owner, and the rest follows per event', () => {
    const plan = planOf(createPlans({ graph }), joined);
    assert.equal(plan.primary.serviceName, 'parcels');
    assert.match(plan.primary.operation, /^subscription/);
    assert.deepEqual(
      steps(plan).map(({ kind }) => kind),
      ['Fetch', 'Sequence'],
    );
    assert.equal(steps(plan)[0], plan.primary);
  });

  test('has nothing to follow where the owner knows it all', () => {
    const plan = planOf(createPlans({ graph }), 'subscription { moved { cursor } }');
    assert.deepEqual(steps(plan), [plan.primary]);
  });

  test('is made once for a document and an operation’s name', () => {
    const plans = createPlans({ graph });
    const two = 'subscription A { moved { cursor } } subscription B { moved { to { id } } }';
    assert.equal(planOf(plans, joined), planOf(plans, joined));
    assert.equal(planOf(plans, two, 'A'), planOf(plans, two, 'A'));
    assert.notEqual(planOf(plans, two, 'A'), planOf(plans, two, 'B'));
  });

  test('is forgotten when others were used since, but never for a document that is wrong', () => {
    const plans = createPlans({ graph, capacity: 2 });
    const kept = planOf(plans, joined);
    planOf(plans, 'subscription { moved { cursor } }');
    for (let count = 0; count < 5; count += 1) {
      assert.ok(!('primary' in plans.find(`subscription { wrong${count} }`)));
    }
    assert.equal(planOf(plans, joined), kept);
    planOf(plans, 'subscription { moved { to { id } } }');
    assert.equal(planOf(plans, joined), kept, 'it was used last');
    planOf(plans, 'subscription { lastMove { cursor } }');
    planOf(plans, 'subscription { lastMove { to { id } } }');
    assert.notEqual(planOf(plans, joined), kept);
  });

  test('that there is none is found out once for a document', () => {
    const plans = createPlans({ graph });
    const wrong = 'subscription { wrong }';
    assert.ok(!('primary' in plans.find(wrong)));
    assert.equal(plans.find(wrong), plans.find(wrong));
  });

  test('belongs to one supergraph', () => {
    const next = readGraph(composeFixture(), 2, new Set(names));
    const [old, now] = [createPlans({ graph }), createPlans({ graph: next })];
    assert.notEqual(planOf(old, joined), planOf(now, joined));
    assert.equal(planOf(now, joined).graph.generation, 2);
  });
});
