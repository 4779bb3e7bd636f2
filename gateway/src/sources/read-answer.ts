import { z } from 'zod';
import type { SourceRequest, SourceResponse } from './source.ts';

const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ message: z.string() }).loose()).optional(),
  extensions: z.record(z.string(), z.unknown()).optional(),
});

/** Reads the JSON of a subgraph's answer to a request. Throws for what is no answer of GraphQL. */
export function readAnswer(text: string, { recognises }: SourceRequest): SourceResponse {
  if (recognises?.(text)) return new RecognisedAnswer(text);
  const value: unknown = JSON.parse(text);
  // Almost every answer is data and nothing else.
  if (isNothingButData(value)) return { data: value.data, json: text };
  return answer.parse(value) as SourceResponse;
}

/** A class, since an object with an accessor of its own is made and read several times as slowly. */
class RecognisedAnswer implements SourceResponse {
  readonly recognised: string;

  constructor(json: string) {
    this.recognised = json;
  }

  get data(): Record<string, unknown> {
    return (JSON.parse(this.recognised) as { data: Record<string, unknown> }).data;
  }
}

function isNothingButData(value: unknown): value is { data: Record<string, unknown> } {
  if (typeof value !== 'object' || value === null) return false;
  const [key, ...others] = Object.keys(value);
  if (key !== 'data' || others.length > 0) return false;
  const { data } = value as { data: unknown };
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
