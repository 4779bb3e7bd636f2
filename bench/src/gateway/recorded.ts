import { execute, type GraphQLSchema, parse } from 'graphql';

/** Answers by the bodies they were given to: what is asked for the first time is executed. */
export class RecordedAnswers<Answer> {
  readonly #recorded = new Map<string, Answer>();
  readonly #schema: GraphQLSchema;
  readonly #written: (json: string) => Answer;

  /** `written` makes of the JSON of an answer what goes over the wire. */
  constructor(schema: GraphQLSchema, written: (json: string) => Answer) {
    this.#schema = schema;
    this.#written = written;
  }

  async to(body: string, send: (answer: Answer) => void): Promise<void> {
    const known = this.#recorded.get(body);
    if (known !== undefined) return send(known);
    const answer = this.#written(await executed(this.#schema, body));
    this.#recorded.set(body, answer);
    send(answer);
  }
}

async function executed(schema: GraphQLSchema, body: string): Promise<string> {
  const { query, variables, operationName } = JSON.parse(body) as {
    query: string;
    variables?: Record<string, unknown> | null;
    operationName?: string | null;
  };
  const result = await execute({
    schema,
    document: parse(query),
    variableValues: variables,
    operationName,
  });
  if (result.errors) process.stderr.write(`${JSON.stringify(result.errors)}\n${body}\n`);
  return JSON.stringify(result);
}
