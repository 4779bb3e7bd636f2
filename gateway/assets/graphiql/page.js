/* global GraphiQL, React, ReactDOM, graphqlWs */
/* oxlint-disable unicorn/require-post-message-target-origin -- a BroadcastChannel has one origin */

/**
 * The page's own part: the tabs to begin with, and how operations reach the gateway.
 *
 * The access token of whoever signed up or in here last is kept in memory and sent along, to other open
 * windows of this page too. An Authorization header that is typed into a tab goes before it.
 */

// GraphiQL's dialogs put a stylesheet into the page; under this name they look for its permission.
globalThis.__webpack_nonce__ = document.querySelector('script[nonce]').nonce;

const endpoint = '/graphql';
const socketAddress = `${location.origin.replace(/^http/, 'ws')}${endpoint}`;

let token = null;
const windows = new BroadcastChannel('outlay-graphiql');
windows.addEventListener('message', ({ data }) => {
  if (data.wanted) windows.postMessage({ token });
  else if (data.token) token = data.token;
});
windows.postMessage({ wanted: true });

function headersWith(typed = {}) {
  const isTyped = Object.keys(typed).some((name) => name.toLowerCase() === 'authorization');
  return isTyped || token === null ? typed : { ...typed, authorization: `Bearer ${token}` };
}

/** Signing up, signing in and refreshing all answer a session. */
function noteSession({ data, errors }) {
  for (const field of Object.values(data ?? {})) {
    const fresh = field?.session?.accessToken;
    if (typeof fresh !== 'string') continue;
    token = fresh;
    windows.postMessage({ token });
  }
  // With the old token even signing in again would be refused.
  if (errors?.some(({ extensions }) => extensions?.code === 'TOKEN_EXPIRED')) token = null;
}

async function ask(operation, headers) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { ...headersWith(headers), 'content-type': 'application/json' },
    body: JSON.stringify(operation),
  });
  const answer = await response.json();
  noteSession(answer);
  return answer;
}

/** A connection of its own for each subscription, so that each has the token of its tab. */
function follow(operation, headers) {
  return {
    subscribe: (sink) => {
      const client = graphqlWs.createClient({
        url: socketAddress,
        connectionParams: () => headersWith(headers),
        // Connecting again in silence would hide that events were missed.
        retryAttempts: 0,
      });
      const leave = client.subscribe(operation, { ...sink, error: (e) => sink.error(readable(e)) });
      return {
        unsubscribe: () => {
          leave();
          void client.dispose();
        },
      };
    },
  };
}

/** A socket that closes is an event, which GraphiQL would show as an empty object. */
function readable(error) {
  if (Array.isArray(error) || error instanceof Error) return error;
  return new Error(error.reason || `The connection was closed (${error.code ?? 'no code'}).`);
}

/**
 * The operation that is to run. Just after a change of tabs GraphiQL still names the one of the tab
 * before, so a document with a single operation is taken at its word. Null when it can't be told.
 */
function chosen({ query, operationName }) {
  let document;
  try {
    document = GraphiQL.GraphQL.parse(query);
  } catch {
    // The gateway says what is wrong with it, and where.
    return null;
  }
  const operations = document.definitions.filter(({ kind }) => kind === 'OperationDefinition');
  if (operations.length === 1) return operations[0];
  return operations.find(({ name }) => name?.value === operationName) ?? null;
}

function fetcher(asked, { headers } = {}) {
  const definition = chosen(asked);
  const operation = definition ? { ...asked, operationName: definition.name?.value } : asked;
  return definition?.operation === 'subscription'
    ? follow(operation, headers)
    : ask(operation, headers);
}

/** Keys and addresses that nobody used before, so that every tab can be run as it is. */
const fresh = crypto.getRandomValues(new Uint32Array(1))[0].toString(36);
const tabs = [
  [
    'sign-up',
    {
      input: {
        email: `ada-${fresh}@example.org`,
        password: 'a long enough password',
        displayName: 'Ada',
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        currency: 'EUR',
        idempotencyKey: `sign-up-${fresh}`,
      },
    },
  ],
  ['first-look'],
  [
    'set-budget',
    {
      input: {
        name: 'Everything',
        period: 'MONTH',
        limit: { amount: '100.00' },
        idempotencyKey: `budget-${fresh}`,
      },
    },
  ],
  [
    'add-expense',
    {
      input: {
        amount: { amount: '120.00' },
        description: 'Concert tickets',
        idempotencyKey: `expense-${fresh}`,
      },
    },
  ],
  ['watch-alerts'],
];

async function loadTab([name, variables]) {
  const response = await fetch(`/graphiql/tabs/${name}.graphql`);
  const query = await response.text();
  return { query, ...(variables && { variables: JSON.stringify(variables, null, 2) }) };
}

const defaultTabs = await Promise.all(tabs.map(loadTab));
// GraphiQL shows the first tab's document by itself, but not its variables. Whoever comes back has
// tabs of their own, kept by GraphiQL.
const isFirstVisit = localStorage.getItem('graphiql:tabState') === null;
const variables = isFirstVisit ? defaultTabs[0].variables : undefined;
ReactDOM.createRoot(document.querySelector('#graphiql')).render(
  React.createElement(
    GraphiQL,
    { fetcher, defaultTabs, variables, defaultEditorToolsVisibility: true },
    React.createElement(GraphiQL.Logo, null, 'Outlay'),
  ),
);
