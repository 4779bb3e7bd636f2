import { decodeCursor, encodeCursor } from './cursor.ts';
import { badUserInput } from './errors.ts';
import { isUuid } from './ids.ts';
import { checkPageSize } from './page-size.ts';

/**
 * A page of a list of what is kept for good, newest first: a Relay connection that is read forwards. What
 * happened in the same millisecond is in the order of the ids, so every item has a place of its own, and a
 * page goes on where the last one ended whatever was added meanwhile.
 */

export type Moment = { readonly at: Date; readonly id: string };

export type NewestPage<Node> = {
  readonly edges: { readonly node: Node; readonly cursor: string }[];
  readonly nodes: Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
};

type Asked<Node> = {
  /** Told apart in cursors, so that one of another list is refused. */
  readonly kind: string;
  readonly first: number;
  readonly after: string | null | undefined;
  readonly momentOf: (node: Node) => Moment;
  /** At most `limit`, newest first; only what comes after a moment in that order where one is given. */
  readonly read: (part: { after: Moment | null; limit: number }) => Promise<Node[]>;
};

const mostPerPage = 100;

/** Throws BAD_USER_INPUT for a `first` out of 1 to 100 and for anything that is no cursor of the list. */
export async function newestPage<Node>(asked: Asked<Node>): Promise<NewestPage<Node>> {
  const { kind, first, momentOf } = asked;
  checkPageSize(first, mostPerPage);
  const after = typeof asked.after === 'string' ? momentAt(kind, asked.after) : null;
  // One more than asked for tells whether there is another page.
  const found = await asked.read({ after, limit: first + 1 });
  const nodes = found.slice(0, first);
  const edges = nodes.map((node) => {
    const { at, id } = momentOf(node);
    return { node, cursor: encodeCursor(kind, at.getTime(), id) };
  });
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: found.length > first,
      // Whatever the cursor is of is still there.
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function momentAt(kind: string, cursor: string): Moment {
  const [at = '', id = ''] = decodeCursor(kind, cursor, 2);
  if (!/^\d{1,13}$/.test(at) || !isUuid(id)) {
    throw badUserInput('The cursor is not one of this list. Pass back a cursor as it was given.');
  }
  return { at: new Date(Number(at)), id };
}
