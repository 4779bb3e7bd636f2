import assert from 'node:assert/strict';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import type { House, Instance } from './fixture.ts';

type Page = {
  alerts: {
    nodes: {
      id: string;
      cursor: string;
      kind: string;
      title: string;
      body: string;
      readAt: string | null;
      deliveries: { channel: string; state: string }[];
    }[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
    unreadCount: number;
  };
};

export const listing = /* GraphQL */ `
  query ($first: Int! = 20, $after: Cursor, $unreadOnly: Boolean! = false) {
    alerts(first: $first, after: $after, unreadOnly: $unreadOnly) {
      nodes {
        id
        cursor
        kind
        title
        body
        readAt
        deliveries {
          channel
          state
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        endCursor
      }
      unreadCount
    }
  }
`;

export async function list(instance: Instance, viewer: Viewer, variables = {}) {
  const { data, errors } = await instance.ask<Page>(viewer, listing, variables);
  assert.equal(errors, undefined);
  return data.alerts;
}

export function untilThere(instance: Instance, viewer: Viewer, count: number) {
  return eventually(async () => {
    const found = await list(instance, viewer, { first: 100 });
    return found.nodes.length === count ? found : null;
  });
}

export async function raise(house: House, instance: Instance, viewer: Viewer, count: number) {
  for (let n = 0; n < count; n += 1) await house.cross(viewer, { budgetName: `Budget ${n}` });
  return untilThere(instance, viewer, count);
}

export const marking = /* GraphQL */ `
  mutation ($input: MarkAlertsReadInput!) {
    markAlertsRead(input: $input) {
      __typename
      ... on MarkAlertsReadSuccess {
        alerts {
          id
          readAt
        }
        unreadCount
      }
      ... on InvalidInput {
        fields {
          path
        }
      }
      ... on NotFound {
        id
      }
    }
  }
`;

type Marked = {
  markAlertsRead: {
    __typename: string;
    alerts?: { id: string; readAt: string | null }[];
    unreadCount?: number;
    fields?: { path: string[] }[];
    id?: string;
  };
};

export async function mark(instance: Instance, viewer: Viewer, input: object) {
  const { data, errors } = await instance.ask<Marked>(viewer, marking, { input });
  assert.equal(errors, undefined);
  return data.markAlertsRead;
}
