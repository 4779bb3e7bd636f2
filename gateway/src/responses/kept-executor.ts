import { createHash, randomUUID } from 'node:crypto';
import type { AnswerDrops } from '@outlay/cache/kept-answers.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';
import type { DocumentNode } from 'graphql';
import type { Asked, PreparedExecutor } from '../execution/executor.ts';
import { type Answer, TextAnswer } from '../execution/prepare.ts';
import { keptAnswers } from '../metrics.ts';
import type { Hint, HintOf } from './hints.ts';
import type { KeptAnswers, Looked } from './kept-answers.ts';

type Policy = Hint & { readonly id: string };

/** Longer ones are hardly ever sent again. */
const longestVariables = 2_000;

/**
 * Answers queries from what was kept of the same viewer, and keeps what it answers, where the schema says
 * that it may. Only clean answers of prepared operations are kept: what goes to Apollo has something odd
 * about it, an error most often.
 */
export function withKeptAnswers(
  prepared: PreparedExecutor,
  { kept, drops, hintOf }: { kept: KeptAnswers; drops: AnswerDrops; hintOf: HintOf },
): PreparedExecutor {
  const policyOf = keepPolicies(hintOf);

  async function look(viewer: Viewer, policy: Policy, variables: string): Promise<Looked> {
    const looked = await kept.look(viewer, policy.id + variables);
    const outcome = looked === null ? 'unavailable' : 'json' in looked ? 'hit' : 'miss';
    keptAnswers.inc({ outcome });
    return looked;
  }

  return {
    async execute(asked, request, fallback) {
      const { viewer } = request;
      const policy = viewer && policyOf(asked);
      if (!policy) return prepared.execute(asked, request, fallback);
      const given = asked.variables ?? {};
      if (policy.waitsFor.some((name) => given[name] !== undefined && given[name] !== null)) {
        const answer = await prepared.execute(asked, request, fallback);
        // Who has seen the write must not be answered from before it any more.
        await drops.drop([viewer.bookId]);
        return answer;
      }
      const variables = JSON.stringify(given);
      if (variables.length > longestVariables) return prepared.execute(asked, request, fallback);
      const looked = await look(viewer, policy, variables);
      if (looked && 'json' in looked) return new TextAnswer(looked.json);
      // Who knows of no state can't tell with whom to share an execution.
      const state = looked?.generation ?? randomUUID();
      let isClean = true;
      const answer = await prepared.execute({ ...asked, state }, request, (recording) => {
        isClean = false;
        return fallback(recording);
      });
      if (isClean) looked?.keep(textOf(answer as Answer), policy.maxAgeMs);
      return answer;
    },
  };
}

/** What may be kept of a document, found out once. */
function keepPolicies(hintOf: HintOf): (asked: Asked) => Policy | null {
  const known = new WeakMap<DocumentNode, Map<string, Policy | null>>();
  return ({ document, operationName }) => {
    const ofDocument = known.get(document) ?? new Map<string, Policy | null>();
    const name = operationName ?? '';
    let policy = ofDocument.get(name);
    if (policy === undefined) {
      const hint = hintOf(document, operationName);
      const text = document.loc?.source.body;
      policy = hint && text !== undefined ? { ...hint, id: idOf(text, name) } : null;
      known.set(document, ofDocument.set(name, policy));
    }
    return policy;
  };
}

function idOf(text: string, operationName: string): string {
  return createHash('sha256').update(`${operationName}\n${text}`).digest('base64url');
}

function textOf(answer: Answer): string {
  return answer.json ?? JSON.stringify({ data: answer.data });
}
