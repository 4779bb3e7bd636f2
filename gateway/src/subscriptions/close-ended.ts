import type { EndedSessions } from '@outlay/cache/ended-sessions.ts';
import { CloseCode } from 'graphql-ws';
import type { Connection } from './connection.ts';

/**
 * Closes the sockets of sessions that end, within moments of their end; where that may have been missed,
 * asks for every session that has a socket open. Gives back what ends it.
 */
export function closeEnded(
  connections: ReadonlySet<Connection>,
  sessions: EndedSessions,
): () => void {
  const closeOf = (sessionId: string): void => {
    for (const connection of connections) {
      if (connection.viewer()?.sessionId !== sessionId) continue;
      connection.close(CloseCode.Forbidden, 'The session is over. Sign in again.');
    }
  };

  const askAgain = async (): Promise<void> => {
    const open = new Set([...connections].flatMap((each) => each.viewer()?.sessionId ?? []));
    for (const sessionId of open) if (await sessions.isOver(sessionId)) closeOf(sessionId);
  };

  const unlisten = [sessions.onEnded(closeOf), sessions.onMissed(() => void askAgain())];
  return () => {
    for (const stop of unlisten) stop();
  };
}
