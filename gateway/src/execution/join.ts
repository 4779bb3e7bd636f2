import type { PlanNode } from '@apollo/query-planner';
import { placeOf } from './distinct.ts';
import { compileAsk, type EntityFetchNode, type PlanGround } from './fetch.ts';
import {
  checkSame,
  fetchesOf,
  fieldsAt,
  leafOf,
  listed,
  moreFields,
  no,
  NotJoined,
  objectOf,
  occurrences,
  onlyType,
  replaced,
  rootOf,
  sameField,
  at,
} from './join-plan.ts';
import { patternFor } from './patterns.ts';
import { compileRecognise, patternOf } from './recognise.ts';
import type { Run } from './run.ts';
import type { Field, ObjectShape } from './shape.ts';

/** The JSON of the client's answer; undefined when an answer was not as expected. */
export type Join = (run: Run) => Promise<string | undefined>;

/**
 * Joins the texts of two answers: one with references to entities, such as the merchant of each transaction, and
 * one with more fields of these. It is what a federated graph is asked for most, and needs no objects: both
 * answers are recognised by their patterns, which leave nothing open but values, and values are put together as
 * they came. Null for any other plan or shape.
 */
export function compileJoin(ground: PlanGround, node: PlanNode, shape: ObjectShape): Join | null {
  try {
    return compile(ground, node, shape);
  } catch (error) {
    if (error instanceof NotJoined) return null;
    throw error;
  }
}

function compile(ground: PlanGround, node: PlanNode, shape: ObjectShape): Join {
  const { first, path, second } = fetchesOf(node);
  const root = rootOf(first);
  const name = path.at(-1) ?? no();
  const reference = fieldsAt(root, path);
  // So that its text can be told from everything else in the answer.
  if (occurrences(root, name) !== 1 || reference[0]?.name.value !== '__typename') no();

  const { type, fields: wanted } = onlyType(at({ nullable: false, shape }, path));
  const referenceFields = reference.map((each) =>
    leafOf(ground.supergraphSchema, type, wanted, each),
  );
  const firstShape = replaced({ nullable: false, shape }, path, objectOf(type, referenceFields));
  checkSame(root, firstShape.shape);
  const more = moreFields(second, type).map((each) => sameField(each, wanted));
  const secondShape = listed('_entities', objectOf(type, more));

  const keys = referenceFields.filter(({ slot }) => slot !== null);
  const moreKeys = more.filter(({ slot }) => slot !== null);
  const template = templateOf(type, wanted, keys, moreKeys);
  const represent = representationOf(type, second, keys);
  const recogniseFirst = compileRecognise(firstShape.shape as ObjectShape) ?? no();
  const recogniseSecond = compileRecognise(secondShape) ?? no();
  const references = patternFor(`"${name}":${captured(type, referenceFields)}`);
  const eachEntity = patternFor(
    String.raw`(?:^\{"data":\{"_entities":\[|,)${captured(type, more)}`,
    'y',
  );
  const askFirst = compileAsk(ground, first);
  const askSecond = compileAsk(ground, second);
  /** Of the pieces between two references: what stands in the first, and the text up to the second. */
  const width = keys.length + 1;

  return async (run) => {
    const { recognised: firstText } = await askFirst(run, recogniseFirst);
    if (firstText === undefined) return undefined;
    const pieces = firstText.split(references());
    if (pieces.length === 1) return firstText;

    const known = new Map<string, number>();
    const places: number[] = [];
    for (let piece = 1; piece < pieces.length; piece += width) {
      places.push(placeOf(represent(pieces, piece), known));
    }
    const texts = [...known.keys()];
    const { recognised: secondText } = await askSecond(run, recogniseSecond, { texts, places });
    if (secondText === undefined) return undefined;

    const entities: RegExpExecArray[] = [];
    const entity = eachEntity();
    entity.lastIndex = 0;
    for (let found = entity.exec(secondText); found; found = entity.exec(secondText)) {
      entities.push(found);
    }
    if (entities.length !== texts.length) return undefined;
    let json = pieces[0]!;
    for (const [nth, place] of places.entries()) {
      const piece = 1 + nth * width;
      json += `"${name}":{`;
      for (const part of template) {
        if (typeof part === 'string') json += part;
        else json += part.first ? pieces[piece + part.at]! : entities[place]![1 + part.at]!;
      }
      json += `}${pieces[piece + keys.length]}`;
    }
    return json;
  };
}

function captured(of: string, fields: readonly Field[]): string {
  const written = fields.map(({ key, slot }) => {
    return `"${key}":${slot ? `(${patternOf(slot) ?? no()})` : `"${of}"`}`;
  });
  return String.raw`\{${written.join()}\}`;
}

/** Every field that the client wants stands in one of the answers, and in one alone. */
function templateOf(
  of: string,
  all: readonly Field[],
  inFirst: readonly Field[],
  inSecond: readonly Field[],
) {
  return all.flatMap(({ key, slot }, nth) => {
    const head = `${nth > 0 ? ',' : ''}"${key}":`;
    if (!slot) return [`${head}"${of}"`];
    const firstAt = inFirst.findIndex((each) => each.key === key);
    const secondAt = inSecond.findIndex((each) => each.key === key);
    if (firstAt < 0 === secondAt < 0) no();
    return [head, firstAt < 0 ? { first: false, at: secondAt } : { first: true, at: firstAt }];
  });
}

/** Writes the representation of a reference, whose values stand among pieces of text. */
function representationOf(type: string, { requires }: EntityFetchNode, keys: readonly Field[]) {
  const [fragment, ...others] = requires;
  if (fragment?.kind !== 'InlineFragment' || others.length > 0) no();
  if (fragment.typeCondition !== type) no();
  const parts = fragment.selections.map((each) => {
    if (each.kind !== 'Field' || each.selections) return no();
    const key = each.alias ?? each.name;
    if (each.name === '__typename') return { key, text: `"${type}"`, at: -1 };
    const found = keys.findIndex((one) => one.key === key);
    return found < 0 ? no() : { key, text: '', at: found };
  });
  return (pieces: readonly string[], from: number): string => {
    const written = parts.map(({ key, text, at: place }) => {
      return `"${key}":${place < 0 ? text : pieces[from + place]!}`;
    });
    return `{${written.join()}}`;
  };
}
