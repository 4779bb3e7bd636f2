import { bookOf } from './context.ts';
import { cursorOf } from './cursor.ts';
import type { AlertConnectionResolvers } from './types.generated.ts';

export const AlertConnection: AlertConnectionResolvers = {
  edges: ({ alerts }) => alerts.map((alert) => ({ node: alert, cursor: cursorOf(alert) })),
  nodes: ({ alerts }) => [...alerts],
  pageInfo: ({ alerts, hasOlder, hasNewer }) => {
    const [first, last] = [alerts[0], alerts.at(-1)];
    return {
      hasNextPage: hasOlder,
      hasPreviousPage: hasNewer,
      startCursor: first ? cursorOf(first) : null,
      endCursor: last ? cursorOf(last) : null,
    };
  },
  unreadCount: (_page, _args, context) => context.alerts.unreadCount(bookOf(context)),
};
