import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { NotPrepared, odd } from './anomaly.ts';
import { compileEntityFetch, compileFetch, type PlanGround } from './fetch.ts';
import { isObject } from './merge.ts';
import type { Cursor, Step } from './run.ts';

/** Compiles a plan. Throws {@link NotPrepared} for a node that only Apollo knows how to execute. */
export function compileStep(ground: PlanGround, node: PlanNode): Step {
  switch (node.kind) {
    case 'Sequence': {
      const steps = node.nodes.map((each) => compileStep(ground, each));
      return async (run, at) => {
        for (const step of steps) await step(run, at);
      };
    }
    case 'Parallel': {
      const steps = node.nodes.map((each) => compileStep(ground, each));
      return async (run, at) => {
        await Promise.all(steps.map((step) => step(run, at)));
      };
    }
    case 'Condition': {
      const { condition } = node;
      const whenTrue = node.ifClause && compileStep(ground, node.ifClause);
      const whenFalse = node.elseClause && compileStep(ground, node.elseClause);
      return async (run, at) => {
        await (run.conditions[condition] ? whenTrue : whenFalse)?.(run, at);
      };
    }
    case 'Flatten': {
      const find = compilePath(node.path);
      const step = compileStep(ground, node.node);
      return async (run, at) => {
        const found = find(at);
        if (found) await step(run, isCursor(found) ? found : odd('a value at the end of a path'));
      };
    }
    case 'Fetch':
      return requiresEntities(node) ? compileEntityFetch(ground, node) : compileFetch(ground, node);
    default:
      throw new NotPrepared(`a node of kind ${node.kind}`);
  }
}

/** The variables that a plan's conditions name. */
export function planConditions(node: PlanNode): readonly string[] {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(planConditions);
    case 'Flatten':
      return planConditions(node.node);
    case 'Condition': {
      const inner = [node.ifClause, node.elseClause].flatMap((each) => each ?? []);
      return [node.condition, ...inner.flatMap(planConditions)];
    }
    default:
      return [];
  }
}

function requiresEntities(
  node: FetchNode,
): node is FetchNode & Required<Pick<FetchNode, 'requires'>> {
  return node.requires !== undefined;
}

function isCursor(value: unknown): value is Cursor {
  return typeof value === 'object' && value !== null;
}

/** Follows a path through objects and lists (`flattenResultsAtPath` of Apollo's executor). */
function compilePath(path: readonly (string | number)[]): (value: unknown) => unknown {
  return path.reduceRight<(value: unknown) => unknown>(
    (next, step) => {
      if (typeof step !== 'string') throw new NotPrepared('a path with a number');
      if (step === '@') {
        return (value) => {
          if (value === null || value === undefined) return value;
          return Array.isArray(value) ? value.flatMap(next) : odd('no list on a path');
        };
      }
      return (value) => {
        if (value === null || value === undefined) return value;
        return isObject(value) ? next(value[step]) : odd('no object on a path');
      };
    },
    (value) => value,
  );
}
