import { createHash } from 'node:crypto';
import { type Client, createClient } from 'graphql-ws';

/** An answer with errors, which a client that sends right requests to a healthy Outlay never gets. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

type Answered = Answer & { readonly status: number };
type Answer = { data?: unknown; errors?: { message: string; extensions?: { code?: string } }[] };

/** A client of the public graph, as any other program would write it: HTTP for requests, WebSocket for live data. */
export class GraphClient {
  readonly #url: string;
  readonly #token: string | undefined;
  readonly #byHash: boolean;
  #live: Client | undefined;

  /**
   * `url` is that of `/graphql`. By hash, queries and mutations send the SHA-256 of their document instead of
   * its text, which the gateway knows of those in schema/operations; of another it asks for both, once.
   */
  constructor(url: string, token?: string, { byHash = false } = {}) {
    this.#url = url;
    this.#token = token;
    this.#byHash = byHash;
  }

  /** Runs a query or mutation and gives its data. Throws {@link GraphError} for errors in the answer. */
  async request<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const { data, errors, status } = await this.#answer(query, variables);
    const [first] = errors ?? [];
    if (first) throw new GraphError(first.extensions?.code ?? String(status), first.message);
    return data as Data;
  }

  async #answer(query: string, variables: Record<string, unknown>): Promise<Answered> {
    if (!this.#byHash) return this.#send({ query, variables });
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    const answer = await this.#send({ variables, extensions });
    const isUnknown = answer.errors?.[0]?.extensions?.code === 'PERSISTED_QUERY_NOT_FOUND';
    return isUnknown ? this.#send({ query, variables, extensions }) : answer;
  }

  async #send(body: object): Promise<Answered> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.#token ? { authorization: `Bearer ${this.#token}` } : {}),
      },
      body: JSON.stringify(body),
    });
    return { ...((await response.json()) as Answer), status: response.status };
  }

  /** Runs a mutation whose one field answers a union, and gives the member that was hoped for. */
  async mutate<Success>(query: string, input: Record<string, unknown>): Promise<Success> {
    const data = await this.request<Record<string, { __typename: string; message?: string }>>(
      query,
      {
        input,
      },
    );
    const [answer] = Object.values(data);
    if (!answer || answer.message !== undefined) {
      throw new GraphError(
        answer?.__typename ?? 'EMPTY',
        answer?.message ?? 'There was no answer.',
      );
    }
    return answer as Success;
  }

  /** Starts a subscription; `onNext` gets each event's data, `onEnd` why it ended. The answer ends it. */
  subscribe<Data>(
    query: string,
    variables: Record<string, unknown>,
    onNext: (data: Data) => void,
    onEnd: (reason: unknown) => void = () => {},
  ): () => void {
    this.#live ??= createClient({
      url: this.#url.replace(/^http/, 'ws'),
      ...(this.#token ? { connectionParams: { authorization: `Bearer ${this.#token}` } } : {}),
      retryAttempts: 0,
    });
    return this.#live.subscribe<Data>(
      { query, variables },
      {
        next: ({ data, errors }) => {
          if (errors) onEnd(errors);
          else if (data) onNext(data);
        },
        error: onEnd,
        complete: () => onEnd(null),
      },
    );
  }

  async close(): Promise<void> {
    await this.#live?.dispose();
  }
}
