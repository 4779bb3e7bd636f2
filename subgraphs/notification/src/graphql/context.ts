import type { Viewer } from '@outlay/identity/viewer.ts';
import { unauthenticated } from '@outlay/service-kit/errors.ts';
import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';
import DataLoader from 'dataloader';
import type { AlertStreams } from '../store/alert-stream.ts';
import type { Alerts } from '../store/alerts.ts';
import type { ReadRequest, markRead } from '../store/mark-read.ts';
import type { AlertRow, DeliveryRow } from '../store/tables.ts';

/** What resolvers reach of the other rooms. */
export type Rooms = {
  readonly alerts: Alerts;
  readonly streams: AlertStreams;
  readonly markRead: (request: ReadRequest) => ReturnType<typeof markRead>;
};

export type Context = Rooms & {
  readonly viewer: Viewer | null;
  readonly requestId: string;
  /** The viewer's alert of an id, or null. */
  readonly alertById: DataLoader<string, AlertRow | null>;
  /** The deliveries of one of the viewer's alerts. */
  readonly deliveriesOf: DataLoader<string, DeliveryRow[]>;
};

/** The context of one request. A subscription keeps its one for hours, so the loaders batch but don't cache. */
export function createContext(rooms: Rooms, { viewer, requestId }: RequestInfo): Context {
  const { alerts } = rooms;
  const alertById = new DataLoader<string, AlertRow | null>(
    async (ids) => {
      const found = await alerts.byIds(bookOf({ viewer }), ids);
      return ids.map((id) => found.find((alert) => alert.id === id.toLowerCase()) ?? null);
    },
    { cache: false },
  );
  const deliveriesOf = new DataLoader<string, DeliveryRow[]>(
    async (alertIds) => {
      const found = Map.groupBy(
        await alerts.deliveriesOf(bookOf({ viewer }), alertIds),
        ({ alertId }) => alertId,
      );
      return alertIds.map((id) => found.get(id) ?? []);
    },
    { cache: false },
  );
  return { ...rooms, viewer, requestId, alertById, deliveriesOf };
}

/** The one book that the request may see. Throws UNAUTHENTICATED when nobody is signed in. */
export function bookOf({ viewer }: Pick<Context, 'viewer'>): string {
  if (!viewer) throw unauthenticated();
  return viewer.bookId;
}
