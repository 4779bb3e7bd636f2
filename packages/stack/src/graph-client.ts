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

type Answer = { data?: unknown; errors?: { message: string; extensions?: { code?: string } }[] };

/** A client of the public graph, as any other program would write it: HTTP for requests, WebSocket for live data. */
export class GraphClient {
  readonly #url: string;
  readonly #token: string | undefined;
  #live: Client | undefined;

  /** `url` is that of `/graphql`. */
  constructor(url: string, token?: string) {
    this.#url = url;
    this.#token = token;
  }

  /** Runs a query or mutation and gives its data. Throws {@link GraphError} for errors in the answer. */
  async request<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.#token ? { authorization: `Bearer ${this.#token}` } : {}),
      },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as Answer;
    const [first] = errors ?? [];
    if (first)
      throw new GraphError(first.extensions?.code ?? String(response.status), first.message);
    return data as Data;
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
